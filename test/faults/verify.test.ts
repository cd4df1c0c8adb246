import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { locks } from '@holdfast/worker/vault/locks';
import { check } from '@holdfast/worker/vault/maintain';
import { storedIds } from '@holdfast/worker/vault/stored-ids';
import { protectFolder } from '../kit/estate.ts';
import { backUp, ended, pointsOf } from '../kit/jobs.ts';
import { flipBytes, packsOf } from '../kit/repository-faults.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { openVault } from '../kit/vault.ts';
import { alertOf, marksOf, readAllAtOnce, snapshotOf, verify } from '../kit/verification.ts';
import { openWorld, type World } from '../kit/world.ts';

interface Checked {
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

/** A vault with two items and three points, read as a whole by each check; no worker runs. */
async function checkedVault(): Promise<Checked> {
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
  worker.kill('SIGTERM');
  await worker.ended;
  return { world, vaultId, photos, orders, location, pack };
}

describe('what is damaged in a vault is found, mapped to the points that it touches, told, and healed where it can be', () => {
  test(
    'flipped bytes: the points that need them are marked, no other; the next backup heals them',
    { timeout: 180_000 },
    async () => {
      const { world: opened, vaultId, photos, orders, pack } = await checkedVault();
      await using world = opened;
      await world.startWorker();
      expect(await verify(world, vaultId)).toMatchObject({
        error: null,
        status: 'COMPLETED',
        result: { shares: 1, damaged: 0 },
      });
      flipBytes(pack);
      const job = await verify(world, vaultId);
      expect(job).toMatchObject({
        status: 'COMPLETED_WITH_WARNINGS',
        result: { damaged: 2, healed: 0, stillDamaged: 2 },
      });
      expect(await marksOf(world, photos)).toEqual(['DAMAGED', 'DAMAGED']);
      expect(await marksOf(world, orders)).toEqual([null]);
      const [point] = await pointsOf(world, photos);
      expect(point?.damage).toMatchObject({ jobId: job.id, paths: ['/photos/kept'], pathCount: 1 });
      const alert = await alertOf(world, vaultId, 'VAULT_DAMAGED');
      expect(alert).toMatchObject({ severity: 'CRITICAL', condition: 'FIRED', count: 1, jobId: job.id });
      expect(alert?.error.message).toBe('2 recovery points of the vault lost data: 2 of photos.');

      await backUp(world, photos);
      const healed = await verify(world, vaultId);
      expect(healed).toMatchObject({ status: 'COMPLETED', result: { damaged: 0, healed: 2, stillDamaged: 0 } });
      expect(await marksOf(world, photos)).toEqual([null, null, null]);
      expect(await alertOf(world, vaultId, 'VAULT_DAMAGED')).toMatchObject({ condition: 'RESOLVED' });
    },
  );
});
