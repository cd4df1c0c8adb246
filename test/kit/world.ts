import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@holdfast/db/client';
import { systemClock } from '@holdfast/db/clock';
import type { Actor } from '@holdfast/db/domain/actor';
import { migrateStore } from '@holdfast/db/migrate';
import { startBoss } from '@holdfast/db/queues/boss';
import { MasterKey } from '@holdfast/db/sealing';
import type { Context } from '@holdfast/db/services/context';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { createDatabase, type TestDatabase } from './postgres.ts';
import { QUICK_RESTIC } from './tools.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** A whole Holdfast for one test: a store of its own, a home, a folder that may be backed up, and workers on demand. */
export interface World extends AsyncDisposable {
  readonly store: Store;
  readonly ctx: Context;
  readonly storeUrl: string;
  readonly ownerUrl: string;
  readonly home: string;
  /** The one folder that may be backed up and restored to. */
  readonly data: string;
  /** The settings of its workers. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a worker process; `env` adds to or replaces its settings. */
  startWorker(env?: Record<string, string>): Promise<WorkerProcess>;
  /** A new key for each request. */
  key(): string;
}

export type WorldDatabase = Pick<TestDatabase, 'ownerUrl' | 'appUrl' | 'drop'>;

const ADMIN: Actor = {
  type: 'token',
  principalId: 'prn_00000000000000000000000000000000',
  tokenId: 'tok_00000000000000000000000000000000',
  role: 'ADMIN',
};

/** Opens a world, on a database of the run's server unless it is given another. Let go of it with `await using`. */
export async function openWorld(given?: WorldDatabase): Promise<World> {
  const database = given ?? (await createDatabase({ prepare: migrateStore }));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-world-')));
  const home = join(folder, 'home');
  const data = join(folder, 'data');
  mkdirSync(home);
  mkdirSync(data);
  const masterKey = MasterKey.generate();
  const store = openStore({ url: database.appUrl, connections: 5, name: 'test' });
  const boss = await startBoss({ url: database.appUrl, name: 'test-queue', connections: 3, onError: () => undefined });
  const ctx: Context = { db: store.db, boss, clock: systemClock, masterKey: MasterKey.parse(masterKey), actor: ADMIN };
  const workers: WorkerProcess[] = [];
  const settings = {
    DATABASE_URL: database.appUrl,
    HOLDFAST_HOME: home,
    HOLDFAST_MASTER_KEY: masterKey,
    HOLDFAST_ROOTS: data,
    HOLDFAST_RESTIC: QUICK_RESTIC,
  };
  let keys = 0;
  return {
    store,
    ctx,
    storeUrl: database.appUrl,
    ownerUrl: database.ownerUrl,
    home,
    data,
    env: settings,
    key: () => `key-${(keys += 1)}`,
    async startWorker(env = {}) {
      const worker = await startWorkerProcess({ ...settings, ...env });
      workers.push(worker);
      return worker;
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker[Symbol.asyncDispose]();
      await boss.stop({ graceful: false, close: true });
      await store.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A vault, a policy and an item for a folder below the world's data. */
export async function protectFolder(
  world: World,
  folder: string,
  config: { include?: string[]; exclude?: string[] } = {},
) {
  const { ctx } = world;
  await ensureSite(ctx, 'default');
  const { vaultId } = await createVault(ctx, {
    input: { name: 'main', path: join(world.home, 'vaults', 'main') },
    idempotencyKey: world.key(),
  });
  const { policyId } = await createPolicy(ctx, { input: { name: 'gold' }, idempotencyKey: world.key() });
  const { itemId } = await protectItem(ctx, {
    input: { name: 'folder', vaultId, policyId, source: { kind: 'FILES', config: { path: folder, ...config } } },
    idempotencyKey: world.key(),
  });
  return { vaultId, policyId, itemId };
}
