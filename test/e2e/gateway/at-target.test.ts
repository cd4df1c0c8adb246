import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { queueOf } from '@holdfast/db/queues/definitions';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { stopWorker } from '@holdfast/db/services/worker/stop';
import { afterAll, expect, test } from 'vitest';
import { as, protectFolder, protectServer, request, seedEstate } from '../../kit/estate.ts';
import { freePort } from '../../kit/free-port.ts';
import { openGateway } from '../../kit/gateway.ts';
import { startInsideWorker } from '../../kit/inside-worker.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { startPostgresql } from '../../kit/postgresql-server.ts';
import { backUpWithoutWorker, begin, commitDatabases } from './without-worker.ts';

const PASSWORD = 'correct horse battery staple';
/** What a question names at most. */
const MOST_DATABASES = 1_000;
/** The gateway waits 5 s for a worker. */
const PATIENCE_MS = 5_500;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-look-')));
const root = join(folder, 'root');
const gateway = await openGateway();
const server = await startPostgresql();
await server.createDatabase('shop');
await server.use('shop', (sql) => sql`create table orders (id int)`);
const silent = createServer(() => undefined).listen(0, '127.0.0.1');
const { services, owner } = gateway;
const admin = as(services, 'ADMIN');

const estate = await seedEstate(services, { siteName: 'watched', sourcePath: root });
await stopWorker(services, estate.workerId);
const nowhere = { config: { host: '127.0.0.1', port: await freePort(), user: 'u' }, password: PASSWORD };
const points = {
  folder: (await backUpWithoutWorker(services, estate)).pointId,
  server: await serverPoint(server.source()),
  others: await pointOf(['crm', 'wiki']),
  newServer: await pointOf(['postgres', 'crm'], { tableCount: 0 }),
  usedEntrance: await pointOf(['postgres', 'crm']),
  many: await pointOf(manyNames(MOST_DATABASES)),
  tooMany: await pointOf(manyNames(MOST_DATABASES + 1)),
  unlisted: await serverPoint(server.source(), null),
  unlistedNobody: await serverPoint(nowhere, null),
  wrongPassword: await serverPoint({ ...server.source(), password: PASSWORD }),
  nobody: await serverPoint(nowhere),
  silent: await serverPoint({ config: { host: '127.0.0.1', port: portOf(silent), user: 'u' }, password: PASSWORD }),
};
// After the points were made, since it would make them itself.
const worker = await startInsideWorker(gateway, { site: 'watched', folder, root });
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await gateway.close();
  await server[Symbol.asyncDispose]();
  silent.close();
  rmSync(folder, { recursive: true });
});

const LOOK = `query Look($input: RestorePreviewInput!) { restorePreview(input: $input) { __typename
  ... on RestorePreview { atTarget { known exists sessions { application user count } notKnownBecause { code message cause remedy } wouldFailBecause { code } } }
  ... on InvalidInput { issues { path } } } }`;

function look(recoveryPointId: string, chosen: { database?: string; tables?: string[]; target?: object } = {}) {
  return gateway.ask(LOOK, { input: { recoveryPointId, ...chosen } }, { token: gateway.tokens.READER });
}

function answering(atTarget: object) {
  return { errors: [], data: { restorePreview: { atTarget } } };
}

function seen(exists: boolean, sessions: object[] = []) {
  return answering({ known: true, exists, sessions, notKnownBecause: null, wouldFailBecause: null });
}

/** @param isFinal whether a restore would surely fail of it */
function notSeen(code: string, { isFinal = false } = {}) {
  const words: unknown = expect.stringMatching(/\w{3}/);
  const failure = { code, message: words, cause: words, remedy: words };
  const wouldFailBecause = isFinal ? { code } : null;
  return answering({ known: false, exists: null, sessions: [], notKnownBecause: failure, wouldFailBecause });
}

async function serverPoint(
  source: { config: object; password: string },
  contents: PointContents | null = TWO_DATABASES,
): Promise<string> {
  const { vaultId, policyId, workerId } = estate;
  const { config, password } = source;
  const item = { vaultId, policyId, name: `server ${randomUUID()}`, config, password };
  const { itemId } = await protectServer(admin, item);
  const { jobId } = await requestBackup(admin, request({ itemId }));
  return commitDatabases(services, await begin(services, { jobId, workerId }), contents);
}

/** A point of the server that is there, which holds databases of these names, with a table each where nothing else is said. */
function pointOf(names: readonly string[], { tableCount = 1 } = {}): Promise<string> {
  const databases = names.map((name) => ({ name, sizeBytes: 0, tableCount, tables: [] }));
  return serverPoint(server.source(), { databases });
}

function manyNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `tenant ${'x'.repeat(50)} ${index}`);
}

const REPLACE = { target: { conflict: 'REPLACE' } };

function portOf(listening: ReturnType<typeof createServer>): number {
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address.port;
}

async function questions() {
  return owner`select id from queue.job where name like 'source.inspect/%'`;
}

test('of files it is seen whether something stands there, by who may only read', async () => {
  expect(await look(points.folder)).toMatchObject(seen(true));
  expect(await look(points.folder, { target: { path: join(root, 'nothing here') } })).toMatchObject(seen(false));
  mkdirSync(join(root, 'made since'));
  expect(await look(points.folder, { target: { path: join(root, 'made since') } })).toMatchObject(seen(true));
});

test('where a restore would surely fail it is said that it would, and why', async () => {
  const final = { isFinal: true };
  const outside = { target: { path: '/etc' } };
  expect(await look(points.folder, outside)).toMatchObject(notSeen('PATH_OUTSIDE_ROOTS', final));
  expect(await look(points.server, outside)).toMatchObject(notSeen('PATH_OUTSIDE_ROOTS', final));
  const intoNone = { database: 'shop', tables: ['orders'], target: { database: 'gone' } };
  expect(await look(points.server, intoNone)).toMatchObject(notSeen('SOURCE_MISSING', final));
});

test('of databases it is seen whether they stand there, or their tables', async () => {
  expect(await look(points.server, { database: 'shop' })).toMatchObject(seen(true));
  expect(await look(points.server, { database: 'Ledger & Co' })).toMatchObject(seen(false));
  expect(await look(points.server, { database: 'shop', target: { database: 'then' } })).toMatchObject(seen(false));
  expect(await look(points.server, { database: 'shop', tables: ['orders'] })).toMatchObject(seen(true));
  expect(await look(points.server, { database: 'shop', tables: ['customers'] })).toMatchObject(seen(false));
  expect(await look(points.server, { target: { path: join(root, 'dumps') } })).toMatchObject(seen(false));
});

test('sessions are told where the restore would end them, and only there', async () => {
  await server.use('shop', async (sql) => {
    await sql`set application_name to 'the shop'`;
    const sessions = [{ application: 'the shop', user: server.superuser.name, count: 1 }];
    const replaced = { database: 'shop', target: { conflict: 'REPLACE' } };
    expect(await look(points.server, replaced)).toMatchObject(seen(true, sessions));
    expect(await look(points.server, { database: 'shop' })).toMatchObject(seen(true));
    expect(await look(points.server, { ...replaced, target: { conflict: 'KEEP_BOTH' } })).toMatchObject(seen(true));
    expect(await look(points.server, { ...replaced, tables: ['orders'] })).toMatchObject(seen(true));
  });
});

test('a restore of all databases meets those that its point holds, whatever else the server has', async () => {
  expect(await look(points.server)).toMatchObject(seen(true));
  expect(await look(points.others)).toMatchObject(seen(false));
  await server.use('shop', async (sql) => {
    await sql`set application_name to 'the shop'`;
    const sessions = [{ application: 'the shop', user: server.superuser.name, count: 1 }];
    expect(await look(points.others, REPLACE)).toMatchObject(seen(false));
    expect(await look(points.server, REPLACE)).toMatchObject(seen(true, sessions));
  });
});

test('the database that every server has is in the way of nothing while the point holds no table of it', async () => {
  expect(await look(points.newServer)).toMatchObject(seen(false));
  expect(await look(points.newServer, REPLACE)).toMatchObject(seen(true));
  expect(await look(points.usedEntrance)).toMatchObject(seen(true));
});

test('of a point whose databases are not listed it is not said that they stand there, nor who would be put out', async () => {
  expect(await look(points.unlisted)).toMatchObject(notSeen('POINT_DATABASES_UNKNOWN'));
  expect(await look(points.unlisted, REPLACE)).toMatchObject(notSeen('POINT_DATABASES_UNKNOWN'));
  expect(await look(points.unlisted, { database: 'shop' })).toMatchObject(seen(true));
  expect(await look(points.unlisted, { target: { path: join(root, 'dumps') } })).toMatchObject(seen(false));
  expect(await look(points.unlistedNobody)).toMatchObject(notSeen('SOURCE_UNREACHABLE'));
});

test('a question names so many databases and no more', async () => {
  expect(await look(points.many)).toMatchObject(seen(false));
  expect(await look(points.tooMany)).toMatchObject(notSeen('POINT_DATABASES_UNKNOWN'));
});

test('a question that does not name the databases yet is answered of all that the server has', async () => {
  const [row] = await owner`select item_id from recovery_points where id = ${points.others}`;
  const place = 'postgresql://db:5432';
  const course = { selection: { kind: 'ALL' }, target: { kind: 'DATABASE', database: null }, place, inPlace: true };
  const queue = queueOf('source.inspect', estate.siteId);
  const id = (await services.boss.send(queue, { itemId: row?.['item_id'], ...course })) ?? '';
  const answer = async () => (await services.boss.getJobById(queue, id))?.output;
  await expect.poll(answer).toMatchObject({ kind: 'SEEN', exists: true });
  await services.boss.deleteJob(queue, id);
});

test('a server that cannot be read is a reason, and no secret is told with it', async () => {
  const told = [await look(points.nobody), await look(points.wrongPassword)];
  const denied = notSeen('SOURCE_ACCESS_DENIED', { isFinal: true });
  expect(told).toMatchObject([notSeen('SOURCE_UNREACHABLE'), denied]);
  expect(JSON.stringify([told, gateway.log, worker.log])).not.toContain(PASSWORD);
});

test('a server that takes connections and says nothing is told as that, before the gateway gives up', async () => {
  const since = performance.now();
  expect(await look(points.silent)).toMatchObject(notSeen('TARGET_SILENT'));
  expect(performance.now() - since).toBeLessThan(PATIENCE_MS);
});

test('no question stays in the queue, and none is asked by who does not ask', async () => {
  expect(await questions()).toEqual([]);
  const preview = 'query Preview($input: RestorePreviewInput!) { restorePreview(input: $input) { __typename } }';
  const asked = await gateway.statementsOf(() => gateway.ask(preview, { input: { recoveryPointId: points.folder } }));
  expect(asked.join()).not.toContain('workers');
});

test('a site without a worker says so at once', async () => {
  const alone = await seedEstate(services);
  const { pointId } = await backUpWithoutWorker(services, alone);
  await stopWorker(services, alone.workerId);
  const since = performance.now();
  expect(await look(pointId)).toMatchObject(notSeen('NO_WORKER'));
  expect(performance.now() - since).toBeLessThan(1_000);
});

test('a worker that does not answer is waited for so long and no longer, and leaves no question', async () => {
  const deaf = await seedEstate(services);
  const { pointId } = await backUpWithoutWorker(services, deaf);
  const since = performance.now();
  const waiting = look(pointId);
  await expect.poll(questions).toHaveLength(1);
  expect(await waiting).toMatchObject(notSeen('NO_WORKER_ANSWERED'));
  expect(performance.now() - since).toBeLessThan(PATIENCE_MS);
  expect(await questions()).toEqual([]);
});

test('workers that do not know the question yet are no reason for a preview to fail', async () => {
  const older = await seedEstate(services);
  const { pointId } = await backUpWithoutWorker(services, older);
  await services.boss.deleteQueue(queueOf('source.inspect', older.siteId));
  expect(await look(pointId)).toMatchObject(notSeen('NO_WORKER_ANSWERED'));
});

test('what a worker cannot make sense of is in its log, and the preview says that it is not known', async () => {
  const { vaultId, policyId } = estate;
  const { itemId } = await protectFolder(admin, { vaultId, policyId, name: 'broken', path: join(root, 'broken') });
  await owner`update protected_items set config = '{}' where id = ${itemId}`;
  const course = { selection: { kind: 'ALL' }, target: { kind: 'PATH', path: root }, place: root, inPlace: true };
  const queue = queueOf('source.inspect', estate.siteId);
  const id = (await services.boss.send(queue, { itemId, ...course })) ?? '';
  await expect.poll(async () => (await services.boss.getJobById(queue, id))?.state).toBe('failed');
  expect(worker.log).toContainEqual(expect.objectContaining({ msg: 'a delivery failed', queue: 'source.inspect' }));
  await services.boss.deleteJob(queue, id);
});

test('a request may look at a few targets, not at hundreds', async () => {
  const looks = (many: number) => {
    const fields = Array.from({ length: many }, (_, index) => {
      return `a${index}: restorePreview(input: $input) { ... on RestorePreview { atTarget { known } } }`;
    });
    const document = `query Looks($input: RestorePreviewInput!) { ${fields.join(' ')} }`;
    return gateway.ask(document, { input: { recoveryPointId: points.folder } });
  };
  expect(await looks(3)).toMatchObject({ errors: [] });
  expect(await looks(20)).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_LARGE' } }] });
});
