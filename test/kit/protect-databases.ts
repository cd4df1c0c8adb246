import { join } from 'node:path';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import type { GivenSource } from './postgresql-server.ts';
import type { World } from './world.ts';

/** A vault and a policy of the item's name, and the item for databases of a server. */
export async function protectDatabases(
  world: World,
  source: GivenSource,
  name = 'orders',
): Promise<{ itemId: string; vaultId: string }> {
  const { ctx } = world;
  await ensureSite(ctx, 'default');
  const { vaultId } = await createVault(ctx, {
    input: { name, path: join(world.home, 'vaults', name) },
    idempotencyKey: world.key(),
  });
  const { policyId } = await createPolicy(ctx, { input: { name }, idempotencyKey: world.key() });
  const { itemId } = await protectItem(ctx, {
    input: { name, vaultId, policyId, source },
    idempotencyKey: world.key(),
  });
  return { itemId, vaultId };
}
