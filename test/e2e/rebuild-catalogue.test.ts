import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { bindStoreToKey } from '@holdfast/db/master-key';
import { auditLog, itemSchedules, jobs, recoveryPointParts, recoveryPoints, repositories } from '@holdfast/db/schema';
import { MasterKey } from '@holdfast/db/sealing';
import { recoveryKitSchema, type RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import { WEEKDAYS } from '@holdfast/db/domain/schedule';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { keepRecoveryKit, keepRecoveryKits } from '@holdfast/db/services/vault/keep-recovery-kit';
import { tagsOf } from '@holdfast/worker/backup/snapshot-tags';
import { backup } from '@holdfast/worker/vault/backup';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { catalogueOf } from '../kit/catalogue.ts';
import { backUp, pointsOf, restoreFrom } from '../kit/jobs.ts';
import { createOrders } from '../kit/orders.ts';
import { startPostgresql, type PostgresqlServer } from '../kit/postgresql-server.ts';
import { restorePoint } from '../kit/restores.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { installedTools, withEnvironment } from '../kit/tools.ts';
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
  for (const id of [itemId, ordersId]) await backUp(lost, id);
  writeFileSync(join(folder, 'later'), 'written after the first backup');
  await backUp(lost, itemId);
  worker.kill('SIGTERM');
  await worker.ended;
  await leaveOthers();
}, 180_000);

afterAll(async () => {
  await lost?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

async function protectBoth(): Promise<void> {
  const { ctx, home } = lost;
  const key = () => lost.key();
  await ensureSite(ctx, 'default');
  const path = join(home, 'vaults', 'main');
  const { vaultId } = await createVault(ctx, {
    input: { name: 'main', region: 'cellar', path },
    idempotencyKey: key(),
  });
  ({ path: kitFile } = await keepRecoveryKit(ctx, home, vaultId));
  kit = recoveryKitSchema.parse(JSON.parse(readFileSync(kitFile, 'utf8')));
  const gold = {
    name: 'gold',
    keepReplacedDays: 3,
    retention: GFS,
    schedule: { rules: [farFrom(lost.ctx.clock.now())] },
  };
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

const GFS = {
  daily: { keep: { days: 7 } },
  monthly: { choose: { week: 'LAST', weekday: 'SUNDAY' }, keep: { count: 12 } },
};

/** A rule that runs in three or four days, and not while this test does. */
function farFrom(now: Date) {
  const days = [WEEKDAYS[(now.getUTCDay() + 3) % 7]];
  return { key: 'weekly', kind: 'WEEKLY', days, times: ['12:00'] };
}

/** A snapshot that Holdfast did not make, and one part of a backup that never came to its second. */
async function leaveOthers(): Promise<void> {
  const { repository } = await openVault(lost);
  const item = { id: itemId, name: 'folder', kind: 'FILES' as const, config: { path: folder } };
  const half = tagsOf({
    ...{ job: `job_${'0'.repeat(31)}1`, attempt: 1, part: 'files', partKind: 'TREE', ordinal: 0, parts: 2 },
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
  const kept = { path: kitFile, isNew: false };
  expect(await keepRecoveryKit(lost.ctx, lost.home, kit.vault.id)).toEqual(kept);
  expect(await keepRecoveryKits(lost.ctx, lost.home)).toEqual([{ vaultName: 'main', kept }]);
  const made = await lost.store.db.select().from(auditLog);
  expect(made.filter(({ action }) => action === 'vault.recovery-kit-made')).toMatchObject([
    { subjectId: kit.vault.id },
  ]);
});

test.each<[what: string, break_: () => void]>([
  ['was lost', () => rmSync(kitFile)],
  ['was cut off', () => writeFileSync(kitFile, '')],
  ['says another place than the store', () => writeFileSync(kitFile, JSON.stringify(kit).replace('vaults/main', 'x'))],
])('a kit that %s is written again at the next start', async (_, break_) => {
  break_();
  const [outcome] = await keepRecoveryKits(lost.ctx, lost.home);
  expect(outcome).toEqual({ vaultName: 'main', kept: { path: kitFile, isNew: true } });
  expect({ ...JSON.parse(readFileSync(kitFile, 'utf8')), madeAt: null }).toEqual({ ...kit, madeAt: null });
});

test('an empty store knows from vault and kit all that the lost one knew, and restores from it', async () => {
  await using found = await openWorld();
  const said = await rebuild(found, [kitFile]);
  expect(said.code, said.out).toBe(0);
  expect(said.out).toContain('The vault main is back: 2 items, 3 recovery points.');
  expect(said.out).toMatch(/1 snapshots that Holdfast did not make/);
  expect(said.out).toMatch(/1 snapshots of backups that did not finish/);
  expect(said.out).toMatch(
    new RegExp(`passwords of these again[^]*orders: postgresql://127.0.0.1:${server.port}/orders as postgres`),
  );
  expect(said.out).not.toContain(kit.repositories[0]?.password);
  expect(await catalogueOf(found)).toEqual(await catalogueOf(lost));
  const planned = await found.store.db.select().from(itemSchedules);
  expect(planned.map((row) => row.itemId).toSorted()).toEqual([itemId, ordersId].toSorted());
  const ended = await found.store.db.select().from(jobs);
  expect(ended.map(({ status, warnings }) => [status, warnings[0]?.code])).toEqual(
    Array.from({ length: 3 }, () => ['COMPLETED_WITH_WARNINGS', 'REBUILT_FROM_VAULT']),
  );
  expect(new Set(ended.map(({ requestedBy }) => JSON.stringify(requestedBy))), 'no snapshot says who asked').toEqual(
    new Set(['{"type":"system","component":"rebuild"}']),
  );
  const points = await found.store.db.select().from(recoveryPoints);
  expect(
    points.map(({ warningCount }) => warningCount),
    'nothing is known to lack',
  ).toEqual([0, 0, 0]);
  const audited = await found.store.db.select().from(auditLog).orderBy(auditLog.seq);
  expect(audited.map(({ action }) => action)).toEqual(['vault.rebuilt', 'vault.recovery-kit-made']);

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

test('a second time it changes nothing; after an older copy of the store was brought back it adds what that lacks', async () => {
  await using found = await openWorld();
  expect((await rebuild(found, [kitFile])).code).toBe(0);
  const before = await catalogueOf(found);
  const said = await rebuild(found, [kitFile]);
  expect([said.code, said.out]).toEqual([
    0,
    expect.stringMatching(/already knows the vault main and the jobs of all \d recovery points/),
  ]);
  expect(await catalogueOf(found)).toEqual(before);

  const [newest] = (await found.store.db.select().from(recoveryPoints).orderBy(desc(recoveryPoints.takenAt))).slice(
    0,
    1,
  );
  if (!newest) throw new Error('there is no point');
  await forgetPoint(found, newest);
  const again = await rebuild(found, [kitFile]);
  expect(again.out).toContain('1 recovery points');
  expect(again.out).toContain(`${before.points.length - 1} more are of jobs that the store knew`);
  expect(await catalogueOf(found)).toEqual(before);
});

/** As the owner of the tables: the application may take nothing out of them. */
async function forgetPoint(world: World, { id, jobId }: { id: string; jobId: string }): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await owner`delete from recovery_point_tiers where point_id = ${id}`;
    await owner`delete from recovery_point_parts where point_id = ${id}`;
    await owner`delete from recovery_points where id = ${id}`;
    await owner`alter table job_events disable trigger user`;
    await owner`delete from job_events where job_id = ${jobId}`;
    await owner`delete from jobs where id = ${jobId}`;
  } finally {
    await owner.end();
  }
}

test('a vault whose name is taken comes back under another', async () => {
  await using found = await openWorld();
  await ensureSite(found.ctx, 'default');
  const input = { name: 'main', path: join(found.home, 'vaults', 'made-too-soon') };
  await createVault(found.ctx, { input, idempotencyKey: found.key() });
  const said = await rebuild(found, [kitFile]);
  expect(said.out).toContain(`The vault main found ${kit.vault.id.slice(-12)} is back`);
});

test('with another master key than the store’s, or none, nothing is written that the gateway could not open', async () => {
  await using found = await openWorld();
  await bindStoreToKey(found.store.db, found.ctx.masterKey);
  const empty = await catalogueOf(found);
  for (const [key, words] of [
    ['', 'There is no master key'],
    [MasterKey.generate(), 'sealed with another master key'],
  ] as const) {
    const said = await rebuild({ ...found, env: { ...found.env, HOLDFAST_MASTER_KEY: key } }, [kitFile]);
    expect([said.code, said.out]).toEqual([1, expect.stringContaining(words)]);
  }
  expect(existsSync(join(found.home, 'master.key'))).toBe(false);
  expect(await catalogueOf(found)).toEqual(empty);
});

test('while the vault cannot be read to the end nothing is written, and later all of it is', async () => {
  await using found = await openWorld();
  const wrapper = join(found.home, 'restic-that-is-killed');
  const killed = 'case " $* " in *" dump "*) kill -9 $$;; esac';
  writeFileSync(wrapper, `#!/bin/sh\n${killed}\nexec ${installedTools().restic.path} "$@"\n`, { mode: 0o755 });
  const empty = await catalogueOf(found);
  const said = await rebuild({ ...found, env: { ...found.env, HOLDFAST_RESTIC: wrapper } }, [kitFile]);
  expect(said.code, said.out).toBe(1);
  expect(await catalogueOf(found)).toEqual(empty);
  expect((await rebuild(found, [kitFile])).code).toBe(0);
});

test('a vault that lies elsewhere now is found there', async () => {
  await using found = await openWorld();
  const moved = join(found.home, 'vaults', 'moved');
  cpSync(join(lost.home, 'vaults', 'main'), moved, { recursive: true });
  const said = await rebuild(found, [kitFile, '--at', moved]);
  expect(said.code, said.out).toBe(0);
  const [row] = await found.store.db.select().from(repositories);
  expect(row?.url).toBe(moved);
  const written = readFileSync(join(found.home, 'recovery-kits', `${kit.vault.id}.json`), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ repositories: [{ location: moved }] });
});

test('a snapshot that cannot be read is told, and the others are found', async () => {
  await using found = await openWorld();
  const damaged = join(found.home, 'vaults', 'damaged');
  cpSync(join(lost.home, 'vaults', 'main'), damaged, { recursive: true });
  const [point] = await pointsOf(lost, itemId);
  const [part] = await lost.store.db
    .select()
    .from(recoveryPointParts)
    .where(eq(recoveryPointParts.pointId, point?.id ?? ''));
  writeFileSync(join(damaged, 'snapshots', part?.snapshotId ?? ''), 'no snapshot any more');
  const said = await rebuild(found, [kitFile, '--at', damaged]);
  expect(said.code, said.out).toBe(0);
  expect(said.out).toContain(`DAMAGED: 1 snapshots cannot be read (${part?.snapshotId.slice(0, 8)})`);
  expect(await pointsOf(found, itemId)).not.toEqual([]);
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
    [[kitFile, '--at', join(found.home, 'nowhere')], 'there is nothing to rebuild'],
  ];
  for (const [argv, words] of cases) {
    const said = await rebuild(found, argv);
    expect([said.code, said.out], argv.join(' ')).toEqual([1, expect.stringContaining(words)]);
    expect(said.out).not.toContain(first.password);
  }
  expect(await catalogueOf(found)).toEqual(empty);
  expect(existsSync(join(found.home, 'nowhere'))).toBe(false);
});
