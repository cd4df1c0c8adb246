import { eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { LONGEST_RETENTION } from '../../domain/retention.ts';
import { policies, protectedItems } from '../../schema/index.ts';
import type { Source } from '../../sources/index.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { planItems, type ItemToPlan } from '../schedule/plan.ts';
import { freeName, newestItems, newestPolicies, type FoundPolicy } from './found-point.ts';
import type { FoundRepository } from './rebuild.ts';

export interface RestoredItem {
  readonly name: string;
  readonly source: Source;
  /** Its source asks for a secret, which must be given again before it can be backed up. */
  readonly lacksSecret: boolean;
  /** Why it does not run by the schedule of its policy, in words; null where nothing is in the way. */
  readonly notPlanned: string | null;
}

/** What points are put under that do not say their policy: nothing of them goes before someone has decided. */
const UNKNOWN_POLICY: FoundPolicy = {
  id: 'pol_00000000000000000000000000000000',
  name: 'found in a vault',
  retention: LONGEST_RETENTION,
  keepReplacedDays: 7,
  schedule: null,
};

interface Restoring {
  readonly vaultId: string;
  readonly siteId: string;
  readonly repository: Pick<FoundRepository, 'id' | 'points'>;
}

/** Puts the items of a repository that the store lacks back under their policies, in the caller's transaction. */
export async function restoreItems(
  tx: Transaction,
  { vaultId, siteId, repository }: Restoring,
): Promise<readonly RestoredItem[]> {
  const { id: repositoryId, points } = repository;
  const rows = await tx.select({ id: protectedItems.id, name: protectedItems.name }).from(protectedItems);
  const known = new Set(rows.map(({ id }) => id));
  const names = new Set(rows.map(({ name }) => name));
  const missing = [...newestItems(points).values()].filter(({ item }) => !known.has(item.id));
  await restorePolicies(tx, [
    ...newestPolicies(points).values(),
    ...(missing.some(({ policy }) => policy === null) ? [UNKNOWN_POLICY] : []),
  ]);
  const now = await scheduleNow(tx);
  const restored: RestoredItem[] = [];
  for (const { item, policy } of missing) {
    const name = freeName(item.name, item.id, names);
    names.add(name);
    const { source, tags, rpoSeconds, rtoSeconds } = item;
    const policyId = policy?.id ?? UNKNOWN_POLICY.id;
    await tx.insert(protectedItems).values({
      ...{ id: item.id, name, kind: source.kind, config: source.config, tags: { ...tags }, rpoSeconds, rtoSeconds },
      ...{ siteId, repositoryId, vaultId, policyId },
    });
    const notPlanned = await planByPolicy(tx, { policyId, item: { id: item.id, name, kind: source.kind }, now });
    restored.push({ name, source, lacksSecret: item.hasSecret, notPlanned });
  }
  return restored;
}

/**
 * Where its policy has a schedule, the item runs by it again. One that its kind cannot serve, as a newer Holdfast may have
 * written it, keeps nothing from being put back.
 * @returns why it does not run by the schedule
 */
async function planByPolicy(
  tx: Transaction,
  { policyId, item, now }: { policyId: string; item: ItemToPlan; now: Date },
): Promise<string | null> {
  const [policy] = await tx.select().from(policies).where(eq(policies.id, policyId)).for('share');
  if (!policy?.schedule) return null;
  try {
    await planItems(tx, { items: [item], schedule: policy.schedule, now });
    return null;
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'BACKUP_TYPE_UNSUPPORTED') return error.message;
    throw error;
  }
}

/** A policy that the store has stays as it is there. */
async function restorePolicies(tx: Transaction, found: readonly FoundPolicy[]): Promise<void> {
  if (found.length === 0) return;
  const ids = found.map(({ id }) => id);
  const known = new Set(
    (await tx.select({ id: policies.id }).from(policies).where(inArray(policies.id, ids))).map(({ id }) => id),
  );
  const names = new Set((await tx.select({ name: policies.name }).from(policies)).map(({ name }) => name));
  for (const policy of found.filter(({ id }) => !known.has(id))) {
    const name = freeName(policy.name, policy.id, names);
    names.add(name);
    await tx.insert(policies).values({ ...policy, name });
  }
}
