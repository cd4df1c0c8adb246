import { openSession } from '@holdfast/bot/gateway/client';
import { jobView as ofGateway } from '@holdfast/bot/gateway/job-view';
import { FindJobDocument } from '@holdfast/bot/gateway/operations.generated';
import { RESTORE } from '@holdfast/bot/ui/ids';
import { jobMessage } from '@holdfast/bot/ui/messages/job';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { jobs, recoveryPoints, repositories } from '@holdfast/db/schema';
import { findJobForMessage } from '@holdfast/db/queries/messages';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { recordEvent } from '@holdfast/db/services/job/record-event';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { finishPrune } from '@holdfast/db/services/prune/finish';
import { noteFreed } from '@holdfast/db/services/prune/note';
import { requestPrune } from '@holdfast/db/services/prune/request';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { finishVerification } from '@holdfast/db/services/verification/finish';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { seedPoints } from '../../contracts/db/retention-kit.ts';
import { beginVerification, damaged, makeRepository, snapshotsOf } from '../../contracts/db/verification-kit.ts';
import { jobView as ofRows } from '@holdfast/worker/notify/job-view';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { as, seedEstate } from '../../kit/estate.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { begin, commitBackup } from '../gateway/without-worker.ts';
import { runDrill } from '../../contracts/db/drill-kit.ts';
import { openBotWorld } from './bot-world.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { jobsOf, newItem, newItemWithPoints, newServerWithPoint, onlyJobOf, type TestItem } from './people.ts';
import { choose, openRestoreModal } from './restore-screen.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, gateway, estate } = world;
const { services } = gateway;

/** The message of a job as the worker renders it from rows, and as the bot does from the gateway's answer. */
async function bothWays(jobId: string) {
  const user = { teamId: slack.teamId, userId: slack.user('ada').id };
  const session = openSession({ url: world.door.url, token: world.botToken }, user, { requestId: 'alike' });
  const [found, { job }] = await Promise.all([
    findJobForMessage(services.db, jobId),
    session.read(FindJobDocument, { id: jobId }),
  ]);
  if (!found || !job) throw new Error(`there is no job ${jobId}`);
  return { worker: jobMessage(ofRows(found), '1'), bot: jobMessage(ofGateway(job), '1') };
}

async function askedFor() {
  const { itemId, name } = await newItem(world);
  await slack.command('ada', 'backups', `/backup now ${name}`);
  return (await onlyJobOf(world, itemId)).id;
}

test('worker and bot render the same message of the same job, in every state', async () => {
  const jobId = await askedFor();
  const hold = async () => begin(services, { jobId, workerId: estate.workerId });
  const states: (() => Promise<unknown>)[] = [
    () => Promise.resolve(),
    async () => {
      const progress = { task: 'transfer', percent: 43.2, bytesDone: 1_200, bytesTotal: 2_800, filesDone: 7 };
      await reportProgress(services, await hold(), progress);
    },
  ];
  for (const reach of states) {
    await reach();
    const { worker, bot } = await bothWays(jobId);
    expect(bot).toEqual(worker);
  }
});

test.each([
  [{ reason: 'VAULT', name: 'main', limit: 2 }, 'vault `main` runs as many jobs as it may (2)'],
  [{ reason: 'MAINTENANCE', name: 'main' }, 'Waits while vault `main` is cleaned up or repaired'],
  [{ reason: 'PAUSE', name: 'default', until: '2026-11-23T05:00:00.000Z' }, 'pause: site `default` until <!date'],
] as const)('the same of a job that waits for %o', async (waitsFor, words) => {
  const jobId = await askedFor();
  await services.db.update(jobs).set({ waitsFor }).where(eq(jobs.id, jobId));
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(JSON.stringify(worker.blocks)).toContain(words);
});

test('the same of a failure', async () => {
  const jobId = await askedFor();
  const error = {
    code: 'X',
    message: 'It broke.',
    cause: 'So.',
    remedy: 'Mend it.',
    retryable: false,
    fault: 'SERVICE',
  } as const;
  await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain('It broke');
});

test('the same while the next attempt is waited for, which says when that is', async () => {
  const jobId = await askedFor();
  const passing = { code: 'X', message: 'It broke.', cause: 'So.', remedy: 'Wait.', retryable: true };
  const error = { ...passing, fault: 'SERVICE' as const };
  await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toMatch(/waits for attempt 2 of 3, at <!date\^\d+\^/);
});

test('the same of a finished backup', async () => {
  const jobId = await askedFor();
  await commitBackup(services, await begin(services, { jobId, workerId: estate.workerId }));
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain('stored after deduplication');
});

test('the same of a job of a vault, while it waits and once it has ended', async () => {
  const jobId = await makeRetentionJob(as(services, 'ADMIN'), estate);
  const waiting = await bothWays(jobId);
  expect(waiting.bot).toEqual(waiting.worker);
  expect(waiting.worker.text).toMatch(/^🕓 Retention of vault `vault [^`]+` waits for a worker$/);
  const hold = await begin(services, { jobId, workerId: estate.workerId });
  await services.db.transaction(async (tx) => {
    const event = { ...hold, message: 'so many' };
    await recordEvent(tx, { ...event, type: 'retention.applied', data: { expired: 12, returned: 1 } });
    await recordEvent(tx, { ...event, type: 'retention.removed', data: { removed: 3, removedBytes: 40_000_000 } });
  });
  await finishRetention(services, hold, NO_WARNINGS);
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain('is done: 12 points expired, 1 brought back, 3 removed (40 MB stored) · took');
});

test('the same of a check of a vault that found damage', async () => {
  const checked = await seedEstate(services);
  const points = await seedPoints(world.gateway.owner, checked, ['2026-11-15T02:00:00Z']);
  const repositoryId = await makeRepository(world.gateway.owner, checked);
  const hold = await beginVerification(services, checked);
  const [snapshot = ''] = await snapshotsOf(world.gateway.owner, points);
  await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: [damaged(snapshot)] });
  await finishVerification(services, hold, NO_WARNINGS);
  const { worker, bot } = await bothWays(hold.jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain(
    'is done, with 1 warning: structure checked, none of the data read, 1 point found damaged, 1 point is not whole',
  );
});

test('the same of a clean-up that has ended', async () => {
  await services.db.update(repositories).set({ engineId: 'made' }).where(eq(repositories.vaultId, estate.vaultId));
  const input = { vaultId: estate.vaultId };
  const { jobId } = await requestPrune(as(services, 'ADMIN'), { input, idempotencyKey: 'clean up' });
  const hold = await begin(services, { jobId, workerId: estate.workerId });
  await noteFreed(services, hold, { freedBytes: 12_000_000, message: '12 MB freed.' });
  await finishPrune(services, hold, { message: 'done', warnings: NO_WARNINGS, comesAgain: false });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain('is done: 12 MB freed, 0 B stored now · took');
});

test.each([
  ['its tables and dumps', TWO_DATABASES, '4,003 tables in dumps of 305 MB · 200 B stored'],
  ['its dumps where nobody knows what is in them', null, 'dumps of 1 kB · 100 B stored'],
])('the same of a finished backup of databases, which tells %s', async (_told, contents, numbers) => {
  const { id } = await onlyJobOf(world, (await newServerWithPoint(world, contents)).itemId);
  const { worker, bot } = await bothWays(id);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain(`is done: ${numbers}`);
});

/** Ada asks for a restore with the form as it opens, or of some of it, with what she types. */
async function restoreAskedFor({ itemId, name }: TestItem, some?: { scope: string; typed: Record<string, string> }) {
  await openRestoreModal(slack, `/backup restore ${name}`);
  if (some) await choose(slack, RESTORE.scope, some.scope);
  await slack.submit('ada', slack.views('ada').at(-1)?.id ?? '', some?.typed ?? {});
  await slack.closeView('ada', 'all');
  return (await jobsOf(world, itemId))[1]?.id ?? '';
}

test('the same of a finished restore', async () => {
  const jobId = await restoreAskedFor(await newItemWithPoints(world, 1));
  await finishRestore(services, await begin(services, { jobId, workerId: estate.workerId }), {
    restoredTo: '/srv/x',
    files: 10,
    bytes: 1_000,
    replaced: { keptAt: '/srv/.x', hostName: 'here' },
    warnings: NO_WARNINGS,
  });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(JSON.stringify(worker.blocks)).toContain('What it replaced is kept at `/srv/.x` until');
});

test('the same of a finished restore of databases', async () => {
  const server = await newServerWithPoint(world, TWO_DATABASES);
  const jobId = await restoreAskedFor(server);
  await finishRestore(services, await begin(services, { jobId, workerId: estate.workerId }), {
    restoredTo: server.place,
    tables: 4_003,
    bytes: 305_000_000,
    replaced: { keptAt: `${server.place}/kept`, hostName: null },
    warnings: NO_WARNINGS,
  });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  const shown = JSON.stringify(worker.blocks);
  expect(shown).toMatch(
    /is done\\nAll of it: databases `shop` and `Ledger &amp; Co`, from the point of <!date[^>]*>\\n4,003 tables from dumps of 305 MB/,
  );
  const name = server.place.replace('postgresql://', '');
  expect(shown).toContain(`Restored into server \`${name}\``);
  expect(shown).toContain(`What it replaced is kept as database \`kept\` on \`${name}\``);
});

test('the same of a restore of a whole server: of many databases the first and how many more', async () => {
  const databases = Array.from({ length: 150 }, (_, index) => {
    return { name: `tenant_${index + 1}`, sizeBytes: 0, tableCount: 0, tables: [] };
  });
  const server = await newServerWithPoint(world, { databases });
  const takenAt = new Date('2026-11-20T14:03:20Z');
  await services.db.update(recoveryPoints).set({ takenAt }).where(eq(recoveryPoints.id, server.pointId));
  const { worker, bot } = await bothWays(await restoreAskedFor(server));
  expect(bot).toEqual(worker);
  const time = '<!date^1795183400^{date_short_pretty} {time}|2026-11-20 14:03 UTC>';
  const what = 'databases `tenant_1`, `tenant_2`, `tenant_3` and 147 more';
  const words: unknown = expect.stringContaining(
    `waits for a worker\nAll of it: ${what}, from the point of ${time}, into server \``,
  );
  expect(worker.blocks[0]).toMatchObject({ text: { text: words } });
});

test('the same of a restore of a server whose databases nobody knows', async () => {
  const { worker, bot } = await bothWays(await restoreAskedFor(await newServerWithPoint(world, null)));
  expect(bot).toEqual(worker);
  expect(JSON.stringify(worker.blocks)).toContain('All of it, from the point of <!date^');
});

test('the same of a drill that passed, with its time against the objective', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  await gateway.owner`update protected_items set rto_seconds = 600 where id = ${itemId}`;
  await slack.command('ada', 'backups', `/backup drill ${name}`);
  const jobId = (await jobsOf(world, itemId)).at(-1)?.id ?? '';
  await runDrill(services, estate, { jobId });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toMatch(
    /^✅ Restore drill of .* is done: restored in 42 s, within the objective of 10 min · 5 files/,
  );
});

test('the same of what is restored: of many paths the first and how many more', async () => {
  const typed = { [RESTORE.paths]: 'a\nmy_dir/b\n c d\ne\nf' };
  const jobId = await restoreAskedFor(await newItemWithPoints(world, 1), { scope: 'PATHS', typed });
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  const [message] = worker.blocks;
  const words: unknown = expect.stringMatching(
    /waits for a worker\nPaths `a`, `my_dir\/b`, `␣c d` and 2 more, from the point of <!date[^>]*>, to `\/srv\//,
  );
  expect(message).toMatchObject({ text: { text: words } });
});

test('the same of tables, which the result names too', async () => {
  const server = await newServerWithPoint(world, { databases: TWO_DATABASES.databases.slice(0, 1) });
  const typed = { [RESTORE.tables]: 'orders\n"Sales"."Orders ""2026"""' };
  const jobId = await restoreAskedFor(server, { scope: 'TABLES', typed });
  const restored = { restoredTo: `${server.place}/shop`, tables: 2, bytes: 31_000_000, warnings: NO_WARNINGS };
  await finishRestore(services, await begin(services, { jobId, workerId: estate.workerId }), restored);
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  const [message] = worker.blocks;
  const words: unknown = expect.stringMatching(
    /is done\nTables `public.orders` and `"Sales"\."Orders ""2026"""` of database `shop`, from the point of <!date[^>]*>\n2 tables from a dump of 31 MB/,
  );
  expect(message).toMatchObject({ text: { text: words } });
});
