import { afterAll, afterEach, expect, test } from 'vitest';
import { ACTION, RESTORE } from '@holdfast/bot/ui/ids';
import { openBotWorld } from './bot-world.ts';
import { answerTo, jobsOf, newItem, newItemWithPoints, onlyJobOf } from './people.ts';
import { postJobMessage } from './posted.ts';

const world = await openBotWorld({ transport: 'http' });
afterAll(() => world.close());
const { slack } = world;

afterEach(() => slack.faults.clear());

test('over signed requests: a command, a button and a modal do what they do over a socket', async () => {
  expect(slack.openSockets()).toBe(0);
  const { itemId, name } = await newItemWithPoints(world, 1);
  expect(answerTo(await slack.command('ada', 'backups', `/backup now ${name}`))).toContain('waits for a worker');
  const [, job] = await jobsOf(world, itemId);
  const message = await postJobMessage(world, { jobId: job?.id ?? '', nonce: '1' });
  await slack.click({ user: 'ada', ...message, actionId: ACTION.cancelJob });
  expect((await jobsOf(world, itemId))[1]).toMatchObject({ status: 'CANCELLED' });

  await slack.command('ada', 'backups', `/backup restore ${name}`);
  await expect.poll(() => slack.views('ada').at(-1)?.shown).toContain('What pressing the button does');
  const { id } = slack.views('ada').at(-1) ?? { id: '' };
  expect((await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.point, typed: '' })).length).toBe(1);
  expect(await slack.submit('ada', id, {})).toMatchObject({ outcome: 'updated' });
  expect((await jobsOf(world, itemId))[2]).toMatchObject({ operation: 'RESTORE' });
});

test('delivered three times and replayed at once, a command is one job', async () => {
  const { itemId, name } = await newItem(world);
  slack.faults.duplicate(3);
  await slack.command('ada', 'backups', `/backup now ${name}`);
  slack.faults.clear();
  await slack.faults.replay(1);
  await onlyJobOf(world, itemId);
});

test('a replay that was signed ten minutes ago is refused', async () => {
  const { itemId, name } = await newItem(world);
  slack.faults.sign({ ageSeconds: 600 });
  expect((await slack.command('ada', 'backups', `/backup now ${name}`)).outcome).toBe('http_error');
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('a request that is signed with another secret is refused', async () => {
  const { itemId, name } = await newItem(world);
  slack.faults.sign({ secret: 'not the secret of this app' });
  expect((await slack.command('ada', 'backups', `/backup now ${name}`)).outcome).toBe('http_error');
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('it says that it is alive, and nothing to who asks for anything else', async () => {
  const { requestUrl = '' } = world.bot;
  expect((await fetch(new URL('/live', requestUrl))).status).toBe(200);
  expect((await fetch(new URL('/metrics', requestUrl))).status).toBe(404);
});
