import { and, asc, eq, sql } from 'drizzle-orm';
import { countPoints } from '../../domain/recovery-point.ts';
import { isAmong } from '../../queries/is-among.ts';
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
import { itemsOfJob } from './of-job.ts';

const POINTS_AT_ONCE = 1_000;

/** What the engine is to remove of points that are out of reach: their ids, and their snapshots by repository. */
export interface Removal {
  readonly pointIds: readonly string[];
  readonly snapshots: readonly {
    readonly repository: typeof repositories.$inferSelect;
    readonly ids: readonly string[];
    /** The point of each of them. */
    readonly pointOf: ReadonlyMap<string, string>;
  }[];
}

/**
 * Points of the job's vault and site of which the removal has begun, by this attempt or an earlier one, so many at a time.
 * @throws FencedError; ConflictError JOB_CANCELLING
 */
export async function findRemoval(services: Services, hold: Hold): Promise<Removal> {
  return services.db.transaction(async (tx) => {
    const points = await tx
      .select({ id: recoveryPoints.id })
      .from(recoveryPoints)
      .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
      .where(and(await itemsOfJob(tx, hold), sql`deleted_at is not null and removed_at is null`, IS_REMOVING))
      .orderBy(asc(recoveryPoints.id))
      .limit(POINTS_AT_ONCE);
    const pointIds = points.map(({ id }) => id);
    const parts = await tx
      .select({
        repository: repositories,
        snapshotId: recoveryPointParts.snapshotId,
        pointId: recoveryPointParts.pointId,
      })
      .from(recoveryPointParts)
      .innerJoin(repositories, eq(repositories.id, recoveryPointParts.repositoryId))
      .where(isAmong(recoveryPointParts.pointId, pointIds));
    const snapshots = [...Map.groupBy(parts, ({ repository }) => repository.id).values()].flatMap((of) => {
      const [first] = of;
      if (!first) return [];
      const pointOf = new Map(of.map(({ snapshotId, pointId }) => [snapshotId, pointId]));
      return [{ repository: first.repository, ids: [...pointOf.keys()], pointOf }];
    });
    return { pointIds, snapshots };
  });
}

const IS_REMOVING = eq(recoveryPoints.state, 'REMOVING');

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
      .where(and(isAmong(recoveryPoints.id, pointIds), IS_REMOVING))
      .returning({ id: recoveryPoints.id, itemId: recoveryPoints.itemId, storedBytes: recoveryPoints.storedBytes });
    if (gone.length === 0) return;
    await tx.delete(recoveryPointTiers).where(
      isAmong(
        recoveryPointTiers.pointId,
        gone.map(({ id }) => id),
      ),
    );
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
    const message = `${countPoints(gone.length)} removed for good.`;
    await recordEvent(tx, {
      ...hold,
      type: 'retention.removed',
      message,
      data: { removed: gone.length, removedBytes },
    });
  });
}

/**
 * Takes back a removal of which the engine has done nothing: the points can be brought back again. What an earlier attempt began is not
 * the caller's to take back: the engine may have removed some of it.
 * @throws FencedError
 */
export async function takeBackRemoval(services: Services, hold: Hold, pointIds: readonly string[]): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await tx
      .update(recoveryPoints)
      .set({ state: 'SOFT_DELETED' })
      .where(and(isAmong(recoveryPoints.id, pointIds), IS_REMOVING));
  });
}
