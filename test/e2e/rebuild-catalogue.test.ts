import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desc } from 'drizzle-orm';
import { auditLog, jobs, repositories } from '@holdfast/db/schema';
import { recoveryKitSchema, type RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { keepMissingRecoveryKits, keepRecoveryKit } from '@holdfast/db/services/vault/keep-recovery-kit';
import { tagsOf } from '@holdfast/worker/backup/snapshot-tags';
import { backup } from '@holdfast/worker/vault/backup';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { catalogueOf } from '../kit/catalogue.ts';
import { backUp, pointsOf, restoreFrom } from '../kit/jobs.ts';
import { createOrders } from '../kit/orders.ts';
import { startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { restorePoint } from '../kit/restores.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { withEnvironment } from '../kit/tools.ts';
import { listTree } from '../kit/tree.ts';
import { openVault } from '../kit/vault.ts';
import { openWorld, type World } from '../kit/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = fileURLToPath(new URL('../../worker/rebuild-catalogue.ts', import.meta.url));

let server: PostgresqlServer;
/** The Holdfast whose store is lost. */
let lost: World;
let kitFile: string;
let kit: RecoveryKit;
let folder: string;
let itemId: string;
let ordersId: string;

beforeAll(async () => {
  server = await startPostgresql();
  await createOrders(server);
  lost = await openWorld();
  folder = join(lost.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  await protectBoth();
  const worker = await lost.startWorker();
  for (const id of [itemId, ordersId]) expect(await backUp(lost, id)).toMatchObject({ status: 'COMPLETED' });
  writeFileSync(join(folder, 'later'), 'written after the first backup');
  expect(await backUp(lost, itemId)).toMatchObject({ status: 'COMPLETED' });
  worker.kill('SIGTERM');
  await worker.ended;
  await leaveOthers();
}, 180_000);

afterAll(async () => {
  await lost?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

async function protectBoth(): Promise<void> {
  const { ctx, key, home } = lost;
  await ensureSite(ctx, 'default');
  const path = join(home, 'vaults', 'main');
  const { vaultId } = await createVault(ctx, {
    input: { name: 'main', region: 'cellar', path },
    idempotencyKey: key(),
  });
  kitFile = await keepRecoveryKit(ctx, home, vaultId);
  kit = recoveryKitSchema.parse(JSON.parse(readFileSync(kitFile, 'utf8')));
  const gold = { name: 'gold', retentionDays: 45, keepReplacedDays: 3 };
  const { policyId } = await createPolicy(ctx, { input: gold, idempotencyKey: key() });
  const files = { kind: 'FILES', config: { path: folder } };
  const rest = { vaultId, policyId, tags: { team: 'sales' }, rpoSeconds: 3600, rtoSeconds: 60 };
  ({ itemId } = await protectItem(ctx, { input: { name: 'folder', source: files, ...rest }, idempotencyKey: key() }));
  const source = server.source({ database: 'orders' });
  ({ itemId: ordersId } = await protectItem(ctx, {
    input: { name: 'orders', source, vaultId, policyId },
    idempotencyKey: key(),
  }));
}

/** A snapshot that Holdfast did not make, and one part of a backup that never came to its second. */
async function leaveOthers(): Promise<void> {
  const { repository } = await openVault(lost);
  const item = { id: itemId, name: 'folder', kind: 'FILES' as const, config: { path: folder } };
  const half = tagsOf({
    ...{
      job: 'job_00000000000000000000000000000001',
      attempt: 1,
      part: 'files',
      partKind: 'TREE',
      ordinal: 0,
      parts: 2,
    },
    ...{ type: 'FULL', consistency: 'NONE', takenAt: '2026-01-01T00:00:00.000Z', item },
  });
  for (const [name, tags] of Object.entries({ foreign: [], half })) {
    const request = { source: { kind: 'paths' as const, cwd: folder, paths: ['later'] }, tags, host: name };
    const outputFile = join(lost.home, `${name}.out`);
    await backup(repository, { ...request, outputFile, errorFile: join(lost.home, `${name}.err`) });
  }
}

async function countCustomers(): Promise<number> {
  const [row] = await server.use('orders', (sql) => sql<[{ count: number }]>`select count(*)::int from customers`);
  return row.count;
}

interface Said {
  readonly code: number;
  readonly out: string;
}

/** Runs the program as a person does, with the settings of a worker. */
function rebuild(world: World, argv: readonly string[]): Promise<Said> {
  const env = withEnvironment({ ...world.env, HOLDFAST_VAULT_ROOTS: join(lost.home, 'vaults') });
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...argv], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out: stdout + stderr }),
    );
  });
}

function workerOf(world: World) {
  const vaultRoots = join(lost.home, 'vaults');
  return world.startWorker({ HOLDFAST_ROOTS: lost.data, HOLDFAST_VAULT_ROOTS: vaultRoots });
}

test('a kit is a file for its owner alone, and is not written twice', async () => {
  expect(statSync(kitFile).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(kitFile)).mode & 0o777).toBe(0o700);
  const [row] = await lost.store.db.select().from(repositories);
  expect(kit.repositories).toMatchObject([{ id: row?.id, location: row?.url, site: 'default' }]);
  expect(await keepRecoveryKit(lost.ctx, lost.home, kit.vault.id)).toBe(kitFile);
  expect(await keepMissingRecoveryKits(lost.ctx, lost.home)).toEqual([]);
  const made = await lost.store.db.select().from(auditLog);
  expect(made.filter(({ action }) => action === 'vault.recovery-kit-made')).toMatchObject([
    { subjectId: kit.vault.id },
  ]);
});

test('a kit that was lost is written again at the next start', async () => {
  const before = readFileSync(kitFile, 'utf8');
  rmSync(kitFile);
  expect(await keepMissingRecoveryKits(lost.ctx, lost.home)).toEqual([{ vaultName: 'main', path: kitFile }]);
  expect({ ...JSON.parse(readFileSync(kitFile, 'utf8')), madeAt: null }).toEqual({
    ...JSON.parse(before),
    madeAt: null,
  });
});

test('an empty store knows from vault and kit all that the lost one knew, and restores from it', async () => {
  await using found = await openWorld();
  const said = await rebuild(found, [kitFile]);
  expect(said.code, said.out).toBe(0);
  expect(said.out).toContain('The vault main is back: 2 items, 3 recovery points.');
  expect(said.out).toMatch(/1 snapshots that Holdfast did not make/);
  expect(said.out).toMatch(/1 snapshots of backups that did not finish/);
  expect(said.out).toMatch(/passwords of these again.*: orders\./);
  expect(said.out).not.toContain(kit.repositories[0]?.password);
  expect(await catalogueOf(found)).toEqual(await catalogueOf(lost));
  const ended = await found.store.db.select().from(jobs);
  expect(ended.map(({ status, warnings }) => [status, warnings[0]?.code])).toEqual(
    Array.from({ length: 3 }, () => ['COMPLETED_WITH_WARNINGS', 'REBUILT_FROM_VAULT']),
  );
  const [audited] = await found.store.db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
  expect(audited).toMatchObject({ action: 'vault.rebuilt', subjectId: kit.vault.id });

  await workerOf(found);
  const before = listTree(folder);
  const [, newest] = await pointsOf(found, itemId);
  if (!newest) throw new Error('there is no second point');
  rmSync(folder, { recursive: true });
  expect(await restorePoint(found, newest)).toMatchObject({ status: 'COMPLETED', error: null });
  expect(listTree(folder)).toEqual(before);
  const again = await backUp(found, itemId);
  expect(again).toMatchObject({ status: 'COMPLETED', error: null });
  expect(again.result?.['storedBytes'], 'the next backup finds the last one').toBeLessThan(20_000);

  const [dump] = await pointsOf(found, ordersId);
  if (!dump) throw new Error('orders has no point');
  expect(await backUp(found, ordersId)).toMatchObject({ status: 'FAILED', error: { code: 'SOURCE_ACCESS_DENIED' } });
  const { password } = server.source();
  await updateItem(found.ctx, { input: { itemId: ordersId, password }, idempotencyKey: found.key() });
  const customers = await countCustomers();
  await server.use('orders', (sql) => sql`drop table customers cascade`);
  const restored = await restoreFrom(found, { recoveryPointId: dump.id, tables: ['customers'] });
  expect(restored).toMatchObject({ error: null, result: { tables: 1 } });
  expect(await countCustomers()).toBe(customers);
});

test('a second time it says that the vault is known, and changes nothing', async () => {
  await using found = await openWorld();
  expect((await rebuild(found, [kitFile])).code).toBe(0);
  const before = await catalogueOf(found);
  const said = await rebuild(found, [kitFile]);
  expect([said.code, said.out]).toEqual([1, expect.stringContaining('already knows the vault main')]);
  expect(await catalogueOf(found)).toEqual(before);
});

test('a vault that lies elsewhere now is found there', async () => {
  await using found = await openWorld();
  const moved = join(found.home, 'vaults', 'moved');
  cpSync(join(lost.home, 'vaults', 'main'), moved, { recursive: true });
  const said = await rebuild(found, [kitFile, '--at', moved]);
  expect(said.code, said.out).toBe(0);
  const [row] = await found.store.db.select().from(repositories);
  expect(row?.url).toBe(moved);
});

test('what does not fit is told with a remedy, and nothing is written', async () => {
  await using found = await openWorld();
  const empty = await catalogueOf(found);
  const [first] = kit.repositories;
  if (!first) throw new Error('the kit has no repository');
  const write = (name: string, text: string) => {
    const path = join(found.home, name);
    writeFileSync(path, text);
    return path;
  };
  const wrong = write('wrong.json', JSON.stringify({ ...kit, repositories: [{ ...first, password: 'not-the-one' }] }));
  const cut = write('cut.json', readFileSync(kitFile, 'utf8').slice(0, 900));
  const cases: [argv: string[], words: string][] = [
    [[], 'It takes the file of one recovery kit.'],
    [[kitFile, '--at', 'relative'], '--at takes an absolute path.'],
    [[kitFile, '--force'], 'arguments are wrong'],
    [[join(found.home, 'none.json')], 'ENOENT'],
    [[cut], 'It is no recovery kit'],
    [[wrong], 'another password'],
    [[kitFile, '--at', join(found.home, 'nowhere')], 'holds no repository'],
  ];
  for (const [argv, words] of cases) {
    const said = await rebuild(found, argv);
    expect([said.code, said.out], argv.join(' ')).toEqual([1, expect.stringContaining(words)]);
    expect(said.out).not.toContain(first.password);
  }
  expect(await catalogueOf(found)).toEqual(empty);
  expect(existsSync(join(found.home, 'nowhere'))).toBe(false);
});
