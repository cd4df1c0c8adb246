import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { recoveryPointParts, repositoryLeases } from '@holdfast/db/schema';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { locks } from '@holdfast/worker/vault/locks';
import { check } from '@holdfast/worker/vault/maintain';
import { storedIds } from '@holdfast/worker/vault/stored-ids';
import { protectFolder } from './estate.ts';
import { backUp } from './jobs.ts';
import { packsOf } from './repository-faults.ts';
import { seededBytes } from './sample-files.ts';
import { openVault } from './vault.ts';
import { readAllAtOnce } from './verification.ts';
import { openWorld, type World } from './world.ts';

export interface Checked {
  readonly world: World;
  readonly vaultId: string;
  /** Backed up twice: the older point has `old`, both have `kept`. */
  readonly photos: string;
  /** Backed up once; shares nothing with photos. */
  readonly orders: string;
  readonly location: string;
  /** The largest pack of the first backup of photos. */
  readonly pack: string;
}

/** A vault with two items and three points, read as a whole by each check. No worker runs, unless it is to go on. */
export async function checkedVault(goesOn = false): Promise<Checked> {
  const world = await openWorld();
  await ensureSite(world.ctx, 'default');
  const path = join(world.home, 'vaults', 'main');
  const { vaultId } = await createVault(world.ctx, { input: { name: 'main', path }, idempotencyKey: world.key() });
  const { policyId } = await createPolicy(world.ctx, { input: { name: 'gold' }, idempotencyKey: world.key() });
  await readAllAtOnce(world, vaultId);
  const protect = async (name: string) => {
    mkdirSync(join(world.data, name));
    return (await protectFolder(world.ctx, { vaultId, policyId, name, path: join(world.data, name) })).itemId;
  };
  const photos = await protect('photos');
  const orders = await protect('orders');
  writeFileSync(join(world.data, 'photos', 'kept'), seededBytes('kept', 900_000));
  writeFileSync(join(world.data, 'orders', 'book'), seededBytes('book', 700_000));
  const worker = await world.startWorker();
  await backUp(world, photos);
  const { location } = await openVault(world);
  const [pack = ''] = packsOf(location);
  writeFileSync(join(world.data, 'photos', 'new'), seededBytes('new', 300_000));
  await backUp(world, photos);
  await backUp(world, orders);
  if (!goesOn) {
    worker.kill('SIGTERM');
    await worker.ended;
  }
  return { world, vaultId, photos, orders, location, pack };
}

/** The store and the vault say the same: each point that is whole is in the vault, restic finds nothing wrong, nothing holds a lock. */
export async function expectSound({ world }: Checked): Promise<void> {
  const { repository } = await openVault(world);
  expect(await check(repository, { readDataSubset: '1/1' })).toMatchObject({ healthy: true });
  expect(await locks(repository)).toEqual([]);
  const parts = await world.store.db.select({ id: recoveryPointParts.snapshotId }).from(recoveryPointParts);
  expect((await storedIds(repository, 'snapshots')).toSorted()).toEqual(parts.map(({ id }) => id).toSorted());
  expect(await world.store.db.$count(repositoryLeases)).toBe(0);
}
