import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { isAmong } from '../../queries/is-among.ts';
import { IS_RETAINED } from '../../queries/retained-points.ts';
import { judgeItems } from '../../queries/retention-verdicts.ts';
import { policies, protectedItems, recoveryPoints } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { Hold } from '../job/hold.ts';
import { itemsOfJob } from './of-job.ts';

const POINTS_AT_ONCE = 500;
/** All their points are judged once more, so that what this takes does not grow with all that a vault holds. */
const ITEMS_AT_ONCE = 20;
const SEEN_FOR = sql.raw(`interval '20 hours'`);

/** Where a step ended: behind this point of this item. */
export interface RemovalCursor {
  readonly itemId: string;
  readonly pointId: string;
}

export interface BegunRemoval {
  /** Null when nothing was left. */
  readonly last: RemovalCursor | null;
  /** The points of which the removal began here. */
  readonly begun: readonly string[];
}

/**
 * Takes the next deleted points of the job's vault and site whose days are over, as an earlier run found too, out of reach, so that
 * the engine may remove what it holds of them. Points that retention deleted are judged again under the policy as it is at this moment:
 * what it would keep now stays, and so does what cannot be judged, what someone holds, and what an open restore reads.
 * @param after where the step before ended; null to begin
 * @throws FencedError; ConflictError JOB_CANCELLING
 */
export async function beginRemoval(services: Services, hold: Hold, after: RemovalCursor | null): Promise<BegunRemoval> {
  return services.db.transaction(async (tx) => {
    const candidates = await nextCandidates(tx, await itemsOfJob(tx, hold), after);
    const last = candidates.at(-1);
    if (!last) return { last: null, begun: [] };
    const lapsed = await stillGoing(
      tx,
      candidates.filter(({ isByRetention }) => isByRetention),
    );
    const ids = candidates.flatMap(({ id, isByRetention }) => (!isByRetention || lapsed.has(id) ? [id] : []));
    const begun = await markRemoving(tx, ids);
    return { last: { itemId: last.itemId, pointId: last.id }, begun };
  });
}

const OPEN = sql.raw(OPEN_STATUSES.map((status) => `'${status}'`).join(','));

const MAY_GO = sql`(
  recovery_points.state = 'SOFT_DELETED' and (recovery_points.deletion ->> 'by' = 'PERSON' or ${IS_RETAINED})
  and recovery_points.removable_at <= schedule_now() and recovery_points.removal_seen_at <= schedule_now() - ${SEEN_FOR}
  and not exists (
    select from recovery_point_holds hold where hold.point_id = recovery_points.id and hold.released_at is null)
  and not exists (
    select from jobs where jobs.item_id = recovery_points.item_id and jobs.status in (${OPEN})
    and recovery_points.id in (jobs.plan ->> 'recoveryPointId', jobs.drill ->> 'recoveryPointId')))`;

async function nextCandidates(tx: Transaction, ofJob: ReturnType<typeof and>, after: RemovalCursor | null) {
  const rows = await tx
    .select({
      id: recoveryPoints.id,
      itemId: recoveryPoints.itemId,
      policyId: protectedItems.policyId,
      isByRetention: sql<boolean>`${recoveryPoints.deletion} ->> 'by' = 'RETENTION'`,
    })
    .from(recoveryPoints)
    .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
    .where(
      and(
        ofJob,
        isNotNull(recoveryPoints.deletedAt),
        isNull(recoveryPoints.removedAt),
        MAY_GO,
        ...(after === null
          ? []
          : [sql`(recovery_points.item_id, recovery_points.id) > (${after.itemId}, ${after.pointId})`]),
      ),
    )
    .orderBy(asc(recoveryPoints.itemId), asc(recoveryPoints.id))
    .limit(POINTS_AT_ONCE);
  const items = new Set<string>();
  return rows.filter(({ itemId }) => {
    if (items.size < ITEMS_AT_ONCE) items.add(itemId);
    return items.has(itemId);
  });
}

/** Their policies stay as they are until the transaction ends. */
async function stillGoing(
  tx: Transaction,
  points: readonly { readonly itemId: string; readonly policyId: string }[],
): Promise<ReadonlySet<string>> {
  if (points.length === 0) return new Set();
  const policyIds = [...new Set(points.map(({ policyId }) => policyId))].toSorted();
  await tx
    .select({ id: policies.id })
    .from(policies)
    .where(inArray(policies.id, policyIds))
    .orderBy(asc(policies.id))
    .for('share');
  const verdicts = await judgeItems(tx, [...new Set(points.map(({ itemId }) => itemId))]);
  return new Set([...verdicts.values()].flatMap((of) => of.filter(({ goes }) => goes).map(({ id }) => id)));
}

/** A hold takes the point's lock and makes it available: either it is seen here, or it finds the point out of reach. */
async function markRemoving(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const points = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .innerJoin(protectedItems, eq(protectedItems.id, recoveryPoints.itemId))
    .where(and(isAmong(recoveryPoints.id, ids), MAY_GO))
    .orderBy(asc(recoveryPoints.id))
    .for('update', { of: recoveryPoints });
  const locked = points.map(({ id }) => id);
  await tx.update(recoveryPoints).set({ state: 'REMOVING' }).where(isAmong(recoveryPoints.id, locked));
  return locked;
}
