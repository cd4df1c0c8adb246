import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { IS_RETAINED } from '../../queries/retained-points.ts';
import {
  protectedItems,
  recoveryPointParts,
  recoveryPoints,
  recoveryPointTiers,
  repositories,
} from '../../schema/index.ts';
import { auditAll } from '../audit.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';

const POINTS_AT_ONCE = 500;

/**
 * A run removes what an earlier run, so long before, found past its time as well: a clock that has jumped ahead is noticed and put
 * right before anything is lost by it.
 */
const SEEN_FOR = sql.raw(`interval '20 hours'`);

/** Points of one repository whose removal has begun. */
export interface Removal {
  readonly repository: typeof repositories.$inferSelect;
  readonly pointIds: readonly string[];
  readonly snapshotIds: readonly string[];
}

/**
 * Takes the next soft-deleted points of the job's vault and site whose time is over out of reach, some hundreds at a time, so that
 * the engine may remove what it holds of them; what an earlier attempt began comes again. Points that someone holds, or that an open
 * restore reads, stay.
 * @returns nothing when nothing is left
 * @throws FencedError
 */
export async function beginRemoval(services: Services, hold: Hold): Promise<Removal[]> {
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const place = and(eq(protectedItems.vaultId, job.vaultId ?? ''), eq(protectedItems.siteId, job.siteId));
    await noteSeen(tx, place);
    const points = await tx
      .select({ id: recoveryPoints.id })
      .from(recoveryPoints)
      .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
      .where(and(place, isNotNull(recoveryPoints.deletedAt), isNull(recoveryPoints.removedAt), MAY_GO))
      .orderBy(asc(recoveryPoints.id))
      .limit(POINTS_AT_ONCE)
      .for('update', { of: recoveryPoints });
    if (points.length === 0) return [];
    const ids = points.map(({ id }) => id);
    await tx.update(recoveryPoints).set({ state: 'REMOVING' }).where(inArray(recoveryPoints.id, ids));
    return byRepository(tx, ids);
  });
}

const OPEN = sql.raw(OPEN_STATUSES.map((status) => `'${status}'`).join(','));

const MAY_GO = sql`(recovery_points.state = 'REMOVING' or (
  recovery_points.state = 'SOFT_DELETED' and (recovery_points.deletion ->> 'by' = 'PERSON' or ${IS_RETAINED})
  and recovery_points.removable_at <= schedule_now() and recovery_points.removal_seen_at <= schedule_now() - ${SEEN_FOR}
  and not exists (
    select from recovery_point_holds hold where hold.point_id = recovery_points.id and hold.released_at is null)
  and not exists (
    select from jobs where jobs.item_id = recovery_points.item_id and jobs.status in (${OPEN})
    and jobs.plan ->> 'recoveryPointId' = recovery_points.id)))`;

/** What was seen by a clock that has been put back since was not seen. */
async function noteSeen(tx: Transaction, place: ReturnType<typeof and>): Promise<void> {
  const items = tx.select({ id: protectedItems.id }).from(protectedItems).where(place);
  await tx
    .update(recoveryPoints)
    .set({ removalSeenAt: sql`case when removable_at <= schedule_now() then schedule_now() end` })
    .where(
      and(
        inArray(recoveryPoints.itemId, items),
        isNotNull(recoveryPoints.deletedAt),
        isNull(recoveryPoints.removedAt),
        eq(recoveryPoints.state, 'SOFT_DELETED'),
        sql`(removable_at <= schedule_now() and (removal_seen_at is null or removal_seen_at > schedule_now())
          or removable_at > schedule_now() and removal_seen_at is not null)`,
      ),
    );
}

async function byRepository(tx: Transaction, pointIds: readonly string[]): Promise<Removal[]> {
  const parts = await tx
    .select({
      repository: repositories,
      pointId: recoveryPointParts.pointId,
      snapshotId: recoveryPointParts.snapshotId,
    })
    .from(recoveryPointParts)
    .innerJoin(repositories, eq(repositories.id, recoveryPointParts.repositoryId))
    .where(inArray(recoveryPointParts.pointId, [...pointIds]));
  return [...Map.groupBy(parts, ({ repository }) => repository.id).values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const { repository } = first;
    return {
      repository,
      pointIds: [...new Set(of.map(({ pointId }) => pointId))],
      snapshotIds: of.map(({ snapshotId }) => snapshotId),
    };
  });
}

/**
 * Records that nothing of these points is left in the vault.
 * @throws FencedError
 */
export async function finishRemoval(services: Services, hold: Hold, pointIds: readonly string[]): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    const gone = await tx
      .update(recoveryPoints)
      .set({ state: 'REMOVED', removedAt: sql`schedule_now()` })
      .where(and(inArray(recoveryPoints.id, [...pointIds]), eq(recoveryPoints.state, 'REMOVING')))
      .returning({ id: recoveryPoints.id, itemId: recoveryPoints.itemId, storedBytes: recoveryPoints.storedBytes });
    if (gone.length === 0) return;
    const ids = gone.map(({ id }) => id);
    await tx.delete(recoveryPointTiers).where(inArray(recoveryPointTiers.pointId, ids));
    await auditAll(
      { actor: { type: 'system', component: 'retention' } },
      tx,
      gone.map(({ id, itemId }) => ({
        action: 'recovery-point.removed',
        subjectId: id,
        details: { itemId, jobId: hold.jobId },
      })),
    );
    const removedBytes = gone.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const message = `${gone.length} recovery points removed for good.`;
    const data = { removed: gone.length, removedBytes };
    await recordEvent(tx, { ...hold, type: 'retention.removed', message, data });
  });
}
