import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { freeName, type FoundPoint, type FoundPolicy } from './found-point.ts';
import { newId } from '../../domain/ids.ts';
import { LONGEST_RETENTION_DAYS } from '../../domain/policy.ts';
import { policies, protectedItems } from '../../schema/index.ts';
import type { Context } from '../context.ts';
import type { FoundRepository } from './rebuild.ts';

export interface RestoredItem {
  readonly name: string;
  readonly retentionDays: number;
  readonly lacksSecret: boolean;
}

/** What points are put under that do not say their policy: nothing of them goes before someone has decided. */
const UNKNOWN_POLICY = {
  name: 'found in a vault',
  retentionDays: LONGEST_RETENTION_DAYS,
  keepReplacedDays: 7,
} as const;

interface Restoring {
  readonly vaultId: string;
  readonly repository: FoundRepository;
  readonly newest: ReadonlyMap<string, FoundPoint>;
}

/** Puts the items of a repository back under their policies, in the caller's transaction. @returns them by id */
export async function restoreItems(
  ctx: Context,
  tx: Transaction,
  { vaultId, repository, newest }: Restoring,
): Promise<ReadonlyMap<string, RestoredItem>> {
  const taken = new Set((await tx.select({ name: protectedItems.name }).from(protectedItems)).map(({ name }) => name));
  const restored = new Map<string, RestoredItem>();
  for (const [id, { item, policy }] of newest) {
    const under = await restorePolicy(ctx, tx, policy);
    const name = freeName(item.name, id, taken);
    taken.add(name);
    await tx.insert(protectedItems).values({
      id,
      name,
      kind: item.source.kind,
      config: item.source.config,
      tags: { ...item.tags },
      rpoSeconds: item.rpoSeconds,
      rtoSeconds: item.rtoSeconds,
      siteId: repository.siteId,
      repositoryId: repository.id,
      vaultId,
      policyId: under.id,
    });
    restored.set(id, { name, retentionDays: under.retentionDays, lacksSecret: item.hasSecret });
  }
  return restored;
}

/** The policy as the store has it, put back where it is not there. */
async function restorePolicy(
  ctx: Context,
  tx: Transaction,
  found: FoundPolicy | null,
): Promise<{ id: string; retentionDays: number }> {
  const wanted = found ?? { id: newId('policy', ctx.clock.now()), ...UNKNOWN_POLICY };
  const [same] = await tx
    .select()
    .from(policies)
    .where(found === null ? eq(policies.name, wanted.name) : eq(policies.id, wanted.id));
  if (same) return same;
  const taken = new Set((await tx.select({ name: policies.name }).from(policies)).map(({ name }) => name));
  await tx.insert(policies).values({ ...wanted, name: freeName(wanted.name, wanted.id, taken) });
  return wanted;
}
