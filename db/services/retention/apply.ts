import { and, asc, eq, gt, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { countPoints, type DeletionByRetention } from '../../domain/recovery-point.ts';
import type { Verdict } from '../../domain/retention.ts';
import { isAmong } from '../../queries/is-among.ts';
import { IS_RETAINED } from '../../queries/retained-points.ts';
import { judgeItems } from '../../queries/retention-verdicts.ts';
import { policies, protectedItems, recoveryPoints, vaults } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';
import { bringBack, deleteSoftly, type DeletedPoint } from './mark.ts';
import { heldAmong } from './held-among.ts';
import { itemsOfJob } from './of-job.ts';

const ITEMS_AT_ONCE = 200;
/** So that the memory this takes does not grow with what an item has kept. */
const POINTS_AT_ONCE = 2_000;

/** What one step of applying did. */
export interface AppliedStep {
  /** The last item that was looked at; null when none was left. */
  readonly last: string | null;
  readonly items: number;
  /** Items of which nothing was touched, since their policy's rules cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Applies the policies to the next items of the job's vault and site, in one transaction: points that no rule keeps are deleted
 * softly, each with its reason, and those that are kept again come back. Doing it again changes nothing. Items of which protection
 * is stopped are let be, unless their policy was to count on.
 * @param after the last item of the step before; null to begin
 * @throws FencedError; ConflictError JOB_CANCELLING
 */
export async function applyRetention(services: Services, hold: Hold, after: string | null): Promise<AppliedStep> {
  return services.db.transaction(async (tx) => {
    const items = await nextItems(tx, await itemsOfJob(tx, hold), after);
    const last = items.at(-1);
    if (!last) return { last: null, items: 0, unreadable: [] };
    const verdicts = await judgeItems(
      tx,
      items.map(({ id }) => id),
    );
    const changes = await changesOf(tx, items, verdicts);
    const returned = await bringBack(tx, hold, changes.back);
    const expired = await deleteSoftly(tx, hold, changes.gone);
    if (expired + returned > 0) {
      const message = `${countPoints(expired)} deleted softly, ${returned} brought back.`;
      await recordEvent(tx, { ...hold, type: 'retention.applied', message, data: { expired, returned } });
    }
    const unreadable = items.filter(({ id }) => !verdicts.has(id)).map(({ name }) => name);
    return { last: last.id, items: items.length, unreadable };
  });
}

interface Item {
  readonly id: string;
  readonly name: string;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly softDeleteDays: number;
}

/** They and their policies stay as they are until the transaction ends, so that what is judged is what is written. */
async function nextItems(tx: Transaction, ofJob: ReturnType<typeof and>, after: string | null): Promise<Item[]> {
  const rows = await tx
    .select({
      id: protectedItems.id,
      name: protectedItems.name,
      policyId: policies.id,
      policyVersion: policies.version,
      softDeleteDays: vaults.softDeleteDays,
      points: sql<number>`(
        select count(*)::int from recovery_points point where point.item_id = ${protectedItems.id} and removed_at is null)`,
    })
    .from(protectedItems)
    .innerJoin(policies, eq(policies.id, protectedItems.policyId))
    .innerJoin(vaults, eq(vaults.id, protectedItems.vaultId))
    .where(and(ofJob, IS_RETAINED, ...(after === null ? [] : [gt(protectedItems.id, after)])))
    .orderBy(asc(protectedItems.id))
    .limit(ITEMS_AT_ONCE)
    .for('share', { of: [policies, protectedItems] });
  let points = 0;
  return rows.filter((row, index) => {
    points += row.points;
    return index === 0 || points <= POINTS_AT_ONCE;
  });
}

interface Changes {
  readonly gone: readonly DeletedPoint[];
  readonly back: readonly string[];
}

/**
 * The points are locked before it is asked whether someone holds them: a hold takes the same lock, so that either it is seen
 * here or it finds the point deleted and brings it back.
 */
async function changesOf(
  tx: Transaction,
  items: readonly Item[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
): Promise<Changes> {
  const goes = new Map<string, DeletedPoint>();
  const stays = new Set<string>();
  for (const item of items) {
    for (const { id, goes: gone } of verdicts.get(item.id) ?? []) {
      if (gone) goes.set(id, { id, itemId: item.id, days: item.softDeleteDays, deletion: deletionOf(item, gone) });
      else stays.add(id);
    }
  }
  const gone = await lockThose(tx, goes.keys(), eq(recoveryPoints.state, 'AVAILABLE'));
  const held = await heldAmong(tx, gone);
  return {
    gone: gone.filter((id) => !held.has(id)).flatMap((id) => goes.get(id) ?? []),
    back: await lockThose(tx, await softDeleted(tx, items, stays), DELETED_BY_RETENTION),
  };
}

/** Those of the points that are so; there are few of them. */
async function softDeleted(tx: Transaction, items: readonly Item[], among: ReadonlySet<string>): Promise<string[]> {
  const ids = items.map(({ id }) => id);
  const rows = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(
      and(inArray(recoveryPoints.itemId, ids), isNotNull(recoveryPoints.deletedAt), isNull(recoveryPoints.removedAt)),
    );
  return rows.flatMap(({ id }) => (among.has(id) ? [id] : []));
}

/** What a person has deleted meanwhile is theirs. */
const DELETED_BY_RETENTION = sql`${recoveryPoints.state} = 'SOFT_DELETED' and ${recoveryPoints.deletion} ->> 'by' = 'RETENTION'`;

async function lockThose(tx: Transaction, ids: Iterable<string>, still: SQL): Promise<string[]> {
  const rows = await tx
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(and(isAmong(recoveryPoints.id, ids), still))
    .orderBy(asc(recoveryPoints.id))
    .for('update');
  return rows.map(({ id }) => id);
}

function deletionOf(
  { policyId, policyVersion }: Item,
  { why, text }: NonNullable<Verdict['goes']>,
): DeletionByRetention {
  return { by: 'RETENTION', why, text, policyId, policyVersion };
}
