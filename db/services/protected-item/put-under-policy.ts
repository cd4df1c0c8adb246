import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { vaultElsewhere } from '../../domain/assignment-obstacle.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { policies, protectedItems, repositories } from '../../schema/index.ts';
import { itemSecretContext } from '../../sealed-contexts.ts';
import type { SourceConfig, SourceKind } from '../../sources/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { firstDrillAt } from '../drill/plan.ts';
import { planItems } from '../schedule/plan.ts';

/** What becomes an item. */
export interface NewItem {
  readonly name: string;
  readonly kind: SourceKind;
  readonly config: SourceConfig;
  /** What opens the source, as it is; it is sealed here. */
  readonly secret: string | undefined;
  readonly vaultId: string;
  readonly policyId: string;
  /** Where the source is reached from; undefined: where the vault is. */
  readonly siteId?: string;
  readonly tags: Record<string, string>;
  readonly rpoSeconds?: number | undefined;
  readonly rtoSeconds?: number | undefined;
  /** What the audit log is to say beside name and kind. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Puts a data source under a policy in a vault and plans its runs, in the caller's transaction: what a person protects and what a rule
 * does go this one way.
 * @returns the item's id
 * @throws NotFoundError for an unknown vault or policy; ConflictError VAULT_AT_ANOTHER_SITE, BACKUP_TYPE_UNSUPPORTED; what
 *   `explainUniqueViolation` turns into ALREADY_EXISTS for a taken name
 */
export async function putUnderPolicy(ctx: Context, tx: Transaction, item: NewItem): Promise<string> {
  const { secret, details, ...rest } = item;
  const repository = await repositoryFor(tx, item);
  const [policy] = await tx.select().from(policies).where(eq(policies.id, item.policyId)).for('share');
  if (!policy) throw new NotFoundError('policy', item.policyId);
  const itemId = newId('protectedItem', ctx.clock.now());
  const now = await scheduleNow(tx);
  await tx.insert(protectedItems).values({
    ...rest,
    id: itemId,
    sealedSecret: secret === undefined ? null : ctx.masterKey.seal(secret, itemSecretContext(itemId)),
    siteId: repository.siteId,
    repositoryId: repository.id,
    nextDrillAt: firstDrillAt(policy.drill, itemId, now),
  });
  if (policy.schedule) {
    const items = [{ id: itemId, name: item.name, kind: item.kind }];
    await planItems(tx, { items, schedule: policy.schedule, now });
  }
  await audit(ctx, tx, {
    action: 'item.protected',
    subjectId: itemId,
    details: { name: item.name, kind: item.kind, ...details },
  });
  return itemId;
}

async function repositoryFor(tx: Transaction, { vaultId, siteId, name }: NewItem) {
  const ofVault = await tx.select().from(repositories).where(eq(repositories.vaultId, vaultId));
  if (ofVault.length === 0) throw new NotFoundError('vault', vaultId);
  const repository = ofVault.find((one) => siteId === undefined || one.siteId === siteId);
  if (!repository) throw vaultElsewhere(name);
  return repository;
}
