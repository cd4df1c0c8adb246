import { openSession } from '@holdfast/bot/gateway/client';
import { jobView as ofGateway } from '@holdfast/bot/gateway/job-view';
import { FindJobDocument } from '@holdfast/bot/gateway/operations.generated';
import { jobMessage } from '@holdfast/bot/ui/messages/job';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { findJobForMessage } from '@holdfast/db/queries/messages';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { jobView as ofRows } from '@holdfast/worker/notify/job-view';
import { afterAll, expect, test } from 'vitest';
import { begin, commitBackup } from '../gateway/without-worker.ts';
import { openBotWorld } from './bot-world.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { jobsOf, newItem, newItemWithPoints, newServerWithPoint, onlyJobOf, type TestItem } from './people.ts';

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

test('the same of a finished backup', async () => {
  const jobId = await askedFor();
  await commitBackup(services, await begin(services, { jobId, workerId: estate.workerId }));
  const { worker, bot } = await bothWays(jobId);
  expect(bot).toEqual(worker);
  expect(worker.text).toContain('stored after deduplication');
});

/** Ada asks for a restore with the form as it opens. */
async function restoreAskedFor({ itemId, name }: TestItem) {
  await slack.command('ada', 'backups', `/backup restore ${name}`);
  await expect.poll(() => slack.views('ada').at(-1)?.shown).toContain('What pressing the button does');
  await slack.submit('ada', slack.views('ada').at(-1)?.id ?? '', {});
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
  expect(shown).toContain('305 MB in 4,003 tables');
  const name = server.place.replace('postgresql://', '');
  expect(shown).toContain(`Restored into server \`${name}\``);
  expect(shown).toContain(`What it replaced is kept as database \`kept\` on \`${name}\``);
});
