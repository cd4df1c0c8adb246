import { and, asc, count, eq, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { Protection } from '../domain/policy.ts';
import type { MissedObjective, PolicyImpact } from '../domain/policy-impact.ts';
import { cadenceOf, type Cadence } from '../domain/schedule-cadence.ts';
import { scheduleSchema, type Schedule } from '../domain/schedule.ts';
import { protectedItems, type policies } from '../schema/index.ts';
import { assertHasType } from '../sources/backup-types.ts';
import { findImpactOnPoints } from './impact-on-points.ts';
import { scheduleNow } from './schedule-now.ts';

const FIRST = 100;

/**
 * What an edit of a policy would do to the points of its items and to their objectives, by the store's clock.
 * @throws ConflictError BACKUP_TYPE_UNSUPPORTED, as the edit itself would
 */
export async function findPolicyImpact(
  db: Database,
  policy: typeof policies.$inferSelect,
  edited: Protection,
): Promise<PolicyImpact> {
  await assertTypesSupported(db, policy.id, edited.schedule);
  const asOf = await scheduleNow(db);
  const points = await findImpactOnPoints(db, { policy, edited, asOf });
  const before = cadenceOf(readable(policy.schedule), asOf);
  const after = cadenceOf(readable(edited.schedule), asOf);
  return { ...points, before, after, missed: await missedObjectives(db, policy, after) };
}

async function assertTypesSupported(db: Database, policyId: string, schedule: Schedule | null): Promise<void> {
  const { kind, name, state } = protectedItems;
  const oneOfEachKind = await db
    .selectDistinctOn([kind], { kind, name })
    .from(protectedItems)
    .where(and(eq(protectedItems.policyId, policyId), eq(state, 'PROTECTED')))
    .orderBy(asc(kind), asc(name));
  for (const item of oneOfEachKind) {
    for (const { key, backupType } of readable(schedule)?.rules ?? []) assertHasType(item, backupType, key);
  }
}

function readable(schedule: Schedule | null): Schedule | null {
  const read = scheduleSchema.safeParse(schedule);
  return read.success ? read.data : null;
}

/** What an item may lose is the longest time between two backups; without any, everything. */
async function missedObjectives(
  db: Database,
  policy: Pick<typeof policies.$inferSelect, 'id' | 'rpoSeconds'>,
  { longestGapMs }: Cadence,
): Promise<PolicyImpact['missed']> {
  const longestGapSeconds = longestGapMs === null ? null : longestGapMs / 1000;
  const rpo = sql<number | null>`coalesce(${protectedItems.rpoSeconds}, ${policy.rpoSeconds}::int)`;
  const misses = and(
    eq(protectedItems.policyId, policy.id),
    eq(protectedItems.state, 'PROTECTED'),
    longestGapSeconds === null ? sql`${rpo} is not null` : sql`${rpo} < ${longestGapSeconds}`,
  );
  const [total] = await db.select({ count: count() }).from(protectedItems).where(misses);
  const rows = await db
    .select({ itemId: protectedItems.id, itemName: protectedItems.name, rpoSeconds: rpo })
    .from(protectedItems)
    .where(misses)
    .orderBy(asc(rpo), asc(protectedItems.name))
    .limit(FIRST);
  const first = rows.flatMap(({ rpoSeconds, ...item }): MissedObjective[] =>
    rpoSeconds === null ? [] : [{ ...item, rpoSeconds, longestGapSeconds }],
  );
  return { count: total?.count ?? 0, first };
}
