import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { dataSources } from '../../schema/index.ts';
import { sourceSecretContext } from '../../sealed-contexts.ts';
import type { Context } from '../context.ts';
import { putUnderPolicy, type NewItem } from '../protected-item/put-under-policy.ts';
import type { DataSource } from './lock.ts';
import { endTrouble } from './trouble.ts';

export interface Decided extends Pick<NewItem, 'vaultId' | 'policyId' | 'rpoSeconds' | 'rtoSeconds'> {
  /** The rule that decided it; null where a person did. */
  readonly ruleId: string | null;
  /** What the audit log is to say of the rule. */
  readonly why?: Readonly<Record<string, unknown>>;
}

/**
 * Makes an item of a data source whose row the caller has locked, in the caller's transaction. What opens it moves over, sealed for the
 * item, and its alert is resolved.
 * @returns the item's id
 * @throws what `putUnderPolicy` throws; HoldfastError SEALED_VALUE_UNREADABLE
 */
export async function becomeItem(
  ctx: Context,
  tx: Transaction,
  { source, decided }: { source: DataSource; decided: Decided },
): Promise<string> {
  const { id, name, kind, config, siteId, tags, sealedSecret } = source;
  const { ruleId, why, ...rest } = decided;
  const itemId = await putUnderPolicy(ctx, tx, {
    ...rest,
    name,
    kind,
    config,
    siteId,
    tags,
    secret: sealedSecret === null ? undefined : ctx.masterKey.open(sealedSecret, sourceSecretContext(id)),
    details: { dataSourceId: id, ...why },
  });
  await tx
    .update(dataSources)
    .set({ itemId, ruleId, sealedSecret: null, trouble: null, nextTryAt: null })
    .where(eq(dataSources.id, id));
  await endTrouble(tx, source);
  return itemId;
}
