import { revokeToken } from '@holdfast/db/services/access/revoke-token';
import { afterAll, afterEach, expect, test } from 'vitest';
import { as, request } from '../../kit/estate.ts';
import { openBotWorld } from './bot-world.ts';
import { answerTo, jobsOf, newItem, onlyJobOf } from './people.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, door } = world;
const ada = (line: string) => slack.command('ada', 'backups', line);

afterEach(() => {
  door.holdBefore(undefined);
  door.holdAfter('', undefined);
});

test('while the gateway is down a person is told that nothing was started', async () => {
  const { itemId, name } = await newItem(world);
  await door.shut();
  const said = await ada(`/backup now ${name}`);
  await door.open();
  expect(answerTo(said)).toContain('Holdfast does not answer right now.* Nothing was started or changed');
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('a gateway that comes back within the two seconds is waited for', async () => {
  const { itemId, name } = await newItem(world);
  await door.shut();
  const saying = ada(`/backup now ${name}`);
  await door.open();
  expect(answerTo(await saying)).toContain('waits for a worker');
  await onlyJobOf(world, itemId);
});

test('a gateway that is slow before anything was written: nothing was started, said within Slack’s three seconds', async () => {
  const { itemId, name } = await newItem(world);
  const { promise, resolve } = Promise.withResolvers<void>();
  door.holdBefore(promise);
  const said = await ada(`/backup now ${name}`);
  resolve();
  expect(said.outcome).toBe('acknowledged');
  expect(answerTo(said)).toContain('Nothing was started or changed');
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('where a write got no answer within Slack’s three seconds nothing is claimed: it may have started, and it has', async () => {
  const { itemId, name } = await newItem(world);
  const { promise, resolve } = Promise.withResolvers<void>();
  door.holdAfter('mutation BackupNow', promise);
  const said = await ada(`/backup now ${name}`);
  resolve();
  expect(said.outcome).toBe('acknowledged');
  expect(answerTo(said)).toContain('It may still have started: look at `/backup jobs`');
  await onlyJobOf(world, itemId);
});

test('a line that breaks after the write is tried again under the same key: one job, told as started', async () => {
  const { itemId, name } = await newItem(world);
  door.cutAfter('mutation BackupNow', 2);
  const said = await ada(`/backup now ${name}`);
  expect(answerTo(said)).toContain('waits for a worker');
  expect(door.asked.filter((body) => body.includes(itemId))).toHaveLength(3);
  await onlyJobOf(world, itemId);
});

test('a line that keeps breaking after the write: it may have started, and it has', async () => {
  const { itemId, name } = await newItem(world);
  door.cutAfter('mutation BackupNow', 1_000);
  const said = await ada(`/backup now ${name}`);
  door.cutAfter('', 0);
  expect(answerTo(said)).toContain('It may still have started: look at `/backup jobs`');
  await onlyJobOf(world, itemId);
});

test('an answer that is none is a defect, told with the id that the log has', async () => {
  const { name } = await newItem(world);
  door.answerInstead(502, '<html>bad gateway</html>');
  const said = await ada(`/backup status ${name}`);
  door.answerInstead(undefined);
  const [, id] = /id `([0-9a-f-]{36})`/.exec(answerTo(said)) ?? [];
  expect(answerTo(said)).toContain('Something went wrong on our side.* Nothing was started or changed.');
  expect(world.log).toContainEqual(expect.objectContaining({ requestId: id, reason: 'DEFECT' }));
});

test('help works while nothing else does', async () => {
  await door.shut();
  const said = await ada('/backup help');
  await door.open();
  expect(answerTo(said)).toContain('What `/backup` can do');
});

test('when the bot’s own token was revoked, whoever runs Holdfast is told what to do', async () => {
  const { name } = await newItem(world);
  await revokeToken(as(world.gateway.services, 'ADMIN'), request({ tokenId: world.botTokenId }));
  const answer = answerTo(await ada(`/backup now ${name}`));
  expect(answer).toContain('Holdfast does not accept its own bot');
  expect(answer).toContain('HOLDFAST_BOT_TOKEN');
});

test('no token or response URL is in the log', () => {
  const log = JSON.stringify(world.log);
  for (const secret of [slack.botToken, slack.appToken, slack.signingSecret, world.botToken, '/response/']) {
    expect(log).not.toContain(secret);
  }
});
