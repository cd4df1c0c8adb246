import { blockId, RESTORE } from '@holdfast/bot/ui/ids';
import { queueOf, type Answer } from '@holdfast/db/queues/definitions';
import { registerTestWorker } from '../../kit/estate.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openBotWorld } from './bot-world.ts';
import { jobsOf, newItemWithPoints, newServerWithPoint } from './people.ts';
import { choose, openRestoreModal, screenOf } from './restore-screen.ts';

type Seen = Answer<'source.inspect'>;

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, gateway, estate } = world;
const { boss } = gateway.services;

/** What the site's worker says when it is asked, where it was asked about, and whether it takes its time. */
const worker = {
  answer: { kind: 'SEEN', exists: false, sessions: [] } as Seen,
  askedAbout: [] as string[],
  until: Promise.resolve(),
};
await registerTestWorker(gateway.services, estate.siteId);
await boss.work<{ place: string }>(
  queueOf('source.inspect', estate.siteId),
  { pollingIntervalSeconds: 0.5, localConcurrency: 4 },
  async ([question]) => {
    worker.askedAbout.push(question?.data.place ?? '');
    await worker.until;
    return worker.answer;
  },
);

afterEach(async () => {
  Object.assign(worker, { answer: { kind: 'SEEN', exists: false, sessions: [] }, until: Promise.resolve() });
  await slack.closeView('ada', 'all');
});

const screen = () => screenOf(slack, 'ada').shown;

/** The worker takes its time, until it is let go on. */
function holdTheWorker(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.until = promise;
  return resolve;
}

test('the preview says what stands at the target now', async () => {
  const { name } = await newItemWithPoints(world, 1);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await expect.poll(screen).toContain('Nothing of it is there now');
  worker.answer = { kind: 'SEEN', exists: true, sessions: [] };
  await choose(slack, RESTORE.conflict, 'KEEP_BOTH');
  await expect.poll(screen).toContain('• It is there now');
});

test('the sessions that would be ended are told where a database is replaced', async () => {
  const sessions = [
    { application: 'shop <b>', user: 'orders', count: 10 },
    { application: 'psql', user: 'anna', count: 2 },
  ];
  worker.answer = { kind: 'SEEN', exists: true, sessions };
  const { name } = await newServerWithPoint(world, TWO_DATABASES);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await expect.poll(screen).toContain('⛔ It is there now, so this restore would fail');
  await choose(slack, RESTORE.conflict, 'REPLACE');
  await expect
    .poll(screen)
    .toContain('⚠️ *12 sessions would be ended:* 10 of shop &lt;b&gt; (orders), 2 of psql (anna)');
});

test('what the worker could not see is told with what to do', async () => {
  const words = { cause: 'So.', remedy: 'Start the server.', retryable: true, fault: 'USER' } as const;
  worker.answer = { kind: 'FAILED', error: { code: 'SOURCE_UNREACHABLE', message: 'It is down.', ...words } };
  const { name } = await newServerWithPoint(world, TWO_DATABASES);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await expect.poll(screen).toContain('What is there now is not known: It is down. Start the server.');
});

const OUTSIDE = {
  code: 'PATH_OUTSIDE_ROOTS',
  message: '/mnt/my_disk is outside of the roots of this worker.',
  cause: 'It may restore into its roots alone.',
  remedy: 'Add it to HOLDFAST_ROOTS, or choose another place.',
  retryable: false,
  fault: 'USER',
} as const;

test('what would surely fail is said as that, and not begun until it is mended', async () => {
  worker.answer = { kind: 'FAILED', error: OUTSIDE };
  const { itemId, name } = await newItemWithPoints(world, 1);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await choose(slack, RESTORE.target, 'PATH');
  await choose(slack, RESTORE.targetPath, '/mnt/my_disk');
  await expect.poll(screen).toContain('⛔ *As things are, this restore would fail*');
  expect(screen()).toContain('/mnt/my_disk is outside of the roots of this worker.');
  expect(screen()).toContain('Add it to HOLDFAST_ROOTS');
  expect(screen()).not.toContain('not known: /mnt');
  expect(await slack.submit('ada', screenOf(slack, 'ada').id, {})).toEqual({
    outcome: 'errors',
    by: 'app',
    errors: { [blockId(RESTORE.targetPath, itemId)]: expect.stringMatching(/would fail: .*outside.*HOLDFAST_ROOTS/) },
  });
  expect(await jobsOf(world, itemId)).toHaveLength(1);
  worker.answer = { kind: 'SEEN', exists: false, sessions: [] };
  expect(await slack.submit('ada', screenOf(slack, 'ada').id, {})).toMatchObject({ outcome: 'updated' });
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('what was typed after the preview and would surely fail is not begun either', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await choose(slack, RESTORE.target, 'PATH');
  worker.answer = { kind: 'FAILED', error: OUTSIDE };
  const typed = { [RESTORE.targetPath]: '/mnt/my_disk' };
  expect(await slack.submit('ada', screenOf(slack, 'ada').id, typed)).toMatchObject({ outcome: 'errors' });
  expect(await jobsOf(world, itemId)).toHaveLength(1);
});

test('the form does not wait for a worker that takes its time, and says what it saw when it comes', async () => {
  const { name } = await newItemWithPoints(world, 1);
  const letGo = holdTheWorker();
  await openRestoreModal(slack, `/backup restore ${name}`);
  expect(screen()).toContain('What is there now is being looked at…');
  expect(screen()).toContain('What pressing the button does');
  letGo();
  await expect.poll(screen).toContain('Nothing of it is there now');
});

test('what a worker saw of an earlier choice is not shown beside a later one', async () => {
  const { name } = await newItemWithPoints(world, 1);
  const letGo = holdTheWorker();
  await openRestoreModal(slack, `/backup restore ${name}`);
  await expect.poll(screen).toContain('What is there now is being looked at…');
  worker.until = Promise.resolve();
  worker.answer = { kind: 'SEEN', exists: true, sessions: [] };
  await choose(slack, RESTORE.scope, 'PATHS');
  expect(screen()).toContain('Type which files and folders.');
  const refused = () => slack.calls('views.update').filter(({ answer }) => answer?.body['error'] === 'hash_conflict');
  letGo();
  await expect.poll(refused).toHaveLength(1);
  expect(screen()).toContain('Type which files and folders.');
});

test('without an answer of the gateway the rest of the form stays', async () => {
  const { name } = await newItemWithPoints(world, 1);
  const letGo = holdTheWorker();
  await openRestoreModal(slack, `/backup restore ${name}`);
  await expect.poll(screen).toContain('is being looked at…');
  await world.door.shut();
  letGo();
  await expect
    .poll(screen, { timeout: 12_000 })
    .toContain('What is there now is not known: Holdfast did not answer in time.');
  await world.door.open();
  expect(screen()).toContain('What pressing the button does');
});
