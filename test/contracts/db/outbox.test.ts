import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Services } from '@holdfast/db/services/context';
import { subscribeChannel } from '@holdfast/db/services/channel/subscribe';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import type { Hold } from '@holdfast/db/services/job/hold';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { retryJob } from '@holdfast/db/services/job/retry';
import { startTask } from '@holdfast/db/services/job/start-task';
import { claimMessage, findDuePlaces, type DueMessage } from '@holdfast/db/services/outbox/claim';
import { settleFailed, settleRefused, settleSent } from '@holdfast/db/services/outbox/settle';
import { as, asSlackUser, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices, type TestServices } from '../../kit/services.ts';
import { backupResult, begin, USERS_FAULT } from './kit.ts';

let world: TestServices;
let services: Services;
let channels = 0;

beforeAll(async () => {
  world = await openServices();
  services = world.services;
});
afterAll(() => world.close());

/** A channel of this test alone. */
function newPlace() {
  channels += 1;
  return { teamId: 'T1', channelId: `C${channels}` };
}

async function askForBackup(estate: Estate, place: { teamId: string; channelId: string }): Promise<Hold> {
  const slackUser = asSlackUser(services, 'OPERATOR');
  const { jobId } = await requestBackup(slackUser, request({ itemId: estate.itemId, announce: place }));
  return begin(services, { jobId, workerId: estate.workerId });
}

async function claim(place: { teamId: string; channelId: string }): Promise<DueMessage> {
  const message = await claimMessage(services, place);
  if (!message) throw new Error('nothing is due');
  return message;
}

/** Sends everything that is due in a place, in order. */
async function drain(place: { teamId: string; channelId: string }): Promise<DueMessage[]> {
  const sent: DueMessage[] = [];
  for (;;) {
    const message = await claimMessage(services, place);
    if (!message) return sent;
    await settleSent(services, message, message.ts ?? `ts-${message.seq}`);
    sent.push(message);
  }
}

const kinds = (messages: readonly DueMessage[]) => messages.map((message) => message.kind);

test('a job has one message where it was asked and one where someone subscribed, each once', async () => {
  const estate = await seedEstate(services);
  const [asked, subscribed] = [newPlace(), newPlace()];
  for (const place of [asked, subscribed]) {
    await subscribeChannel(as(services, 'ADMIN'), request({ ...place, itemId: estate.itemId }));
  }
  await askForBackup(estate, asked);
  expect(kinds(await drain(asked))).toEqual(['JOB']);
  expect(kinds(await drain(subscribed))).toEqual(['JOB']);
});

test('a subscription of another vault or item hears nothing', async () => {
  const [estate, other] = [await seedEstate(services), await seedEstate(services, { vaultPath: '/srv/other' })];
  const [byItem, byVault] = [newPlace(), newPlace()];
  await subscribeChannel(as(services, 'ADMIN'), request({ ...byItem, itemId: other.itemId }));
  await subscribeChannel(as(services, 'ADMIN'), request({ ...byVault, vaultId: other.vaultId }));
  await askForBackup(estate, newPlace());
  expect(await drain(byItem)).toEqual([]);
  expect(await drain(byVault)).toEqual([]);
});

test('only someone who acts for a user of that workspace can say where a message goes', async () => {
  const estate = await seedEstate(services);
  const input = { itemId: estate.itemId, announce: newPlace() };
  await expect(requestBackup(as(services, 'ADMIN'), request(input))).rejects.toThrow('announce');
  const elsewhere = { ...input, announce: { teamId: 'T2', channelId: 'C1' } };
  await expect(requestBackup(asSlackUser(services, 'ADMIN'), request(elsewhere))).rejects.toThrow('announce');
});

test('a message has one sender at a time, and a change that comes while it is sent is due again', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimMessage(services, place)));
  const [mine, ...others] = claims.filter((one) => one !== undefined);
  expect(others).toEqual([]);
  await finishBackup(services, hold, backupResult());
  expect(kinds(await drain(place)), 'while the first one is being sent').toEqual([]);
  if (!mine) throw new Error('nobody has it');
  await settleSent(services, mine, 'ts-1');
  expect(kinds(await drain(place))).toEqual(['JOB', 'REPLY']);
});

test('progress alone is shown again only after a while; a new status at once', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  await drain(place);
  await reportProgress(services, hold, { task: 'Transfer to vault', percent: 10 });
  expect(await drain(place)).toEqual([]);
  await finishBackup(services, hold, backupResult());
  expect(kinds(await drain(place))).toEqual(['JOB', 'REPLY']);
});

test('finals go before everything else that is due in the place', async () => {
  const [first, second] = [await seedEstate(services), await seedEstate(services, { vaultPath: '/srv/second' })];
  const place = newPlace();
  const running = await askForBackup(first, place);
  const ending = await askForBackup(second, place);
  await finishBackup(services, ending, backupResult());
  const sent = await drain(place);
  expect(sent[0]?.jobId).toBe(ending.jobId);
  expect(sent.at(-1)?.jobId).toBe(running.jobId);
});

test('milestones wait until the message whose thread they belong to is posted', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  await startTask(services, hold, 'Transfer to vault');
  const root = await claim(place);
  expect(root.kind).toBe('JOB');
  expect(await claimMessage(services, place), 'before the root is posted').toBeUndefined();
  await settleSent(services, root, 'ts-root');
  expect(kinds(await drain(place))).toEqual(['MILESTONE']);
});

test('the result is the last reply of its thread, however many milestones were not sent before the end', async () => {
  const [first, second] = [await seedEstate(services), await seedEstate(services, { vaultPath: '/srv/second' })];
  const place = newPlace();
  const running = await askForBackup(first, place);
  const hold = await askForBackup(second, place);
  await drain(place);
  await startTask(services, running, 'Take snapshot');
  await startTask(services, hold, 'Take snapshot');
  await startTask(services, hold, 'Transfer to vault');
  await finishBackup(services, hold, backupResult());
  const sent = await drain(place);
  expect(kinds(sent)).toEqual(['JOB', 'MILESTONE', 'MILESTONE', 'REPLY', 'MILESTONE']);
  expect(sent.slice(0, 4).map(({ jobId }) => jobId)).toEqual(Array(4).fill(hold.jobId));
});

test('a result waits for a milestone that failed, but not for ever', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  await drain(place);
  await startTask(services, hold, 'Transfer to vault');
  await finishBackup(services, hold, backupResult());
  expect(await claim(place)).toMatchObject({ kind: 'JOB', final: true });
  const milestone = await claim(place);
  expect(milestone.kind).toBe('MILESTONE');
  await settleFailed(services, milestone, { error: 'fatal_error', retryAfterMs: 60_000 });
  expect(await claimMessage(services, place)).toBeUndefined();
  expect(await findDuePlaces(services), 'nothing to look for').not.toContainEqual(place);
  await world.owner`update outbox set attempts = 6 where seq = ${milestone.seq}`;
  expect((await claim(place)).kind).toBe('REPLY');
});

test('a failed send is due again after the pause that Slack asked for, and is never given up', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  await askForBackup(estate, place);
  await settleFailed(services, await claim(place), { error: 'ratelimited', retryAfterMs: 60_000 });
  expect(await claimMessage(services, place)).toBeUndefined();
  await world.owner`update outbox set due_at = now() where channel_id = ${place.channelId}`;
  expect((await claim(place)).lastError).toBe('ratelimited');
});

test('a place that refuses: who asked is told privately, and the job is followed there', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  const refusal = { error: 'not_in_channel', state: 'NOT_IN_CHANNEL', tellUserId: `U${place.channelId}` } as const;
  await settleRefused(services, await claim(place), refusal);
  expect(await drain(place)).toEqual([]);
  await finishBackup(services, hold, backupResult());
  const privately = await drain({ teamId: 'T1', channelId: refusal.tellUserId });
  expect(kinds(privately).toSorted()).toEqual(['JOB', 'PRIVATE', 'REPLY']);
});

test('a channel that only subscribed and refuses ends as undeliverable and shows why', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  await subscribeChannel(as(services, 'ADMIN'), request({ ...place, itemId: estate.itemId }));
  await askForBackup(estate, newPlace());
  await settleRefused(services, await claim(place), { error: 'is_archived', state: 'GONE' });
  const [row] = await world.owner`select state, last_error from outbox where channel_id = ${place.channelId}`;
  expect(row).toEqual({ state: 'UNDELIVERABLE', last_error: 'is_archived' });
  const [channel] = await world.owner`select state from channels where slack_id = ${place.channelId}`;
  expect(channel).toEqual({ state: 'GONE' });
});

test('a failure posts an alert beside the job, and a retry renders the buttons anew', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  const hold = await askForBackup(estate, place);
  await failAttempt(services, hold, { error: USERS_FAULT });
  const failed = await drain(place);
  expect(kinds(failed).toSorted()).toEqual(['ALERT', 'JOB', 'REPLY']);
  const before = failed.find((message) => message.kind === 'JOB')?.renders ?? 0;
  await retryJob(asSlackUser(services, 'OPERATOR'), request({ jobId: hold.jobId, announce: place }));
  const anew = (await drain(place)).find((message) => message.kind === 'JOB' && message.jobId === hold.jobId);
  expect(anew?.renders).toBeGreaterThan(before);
});

test('the places with something due are told, and none without', async () => {
  const estate = await seedEstate(services);
  const place = newPlace();
  await askForBackup(estate, place);
  expect(await findDuePlaces(services)).toContainEqual(place);
  await drain(place);
  expect(await findDuePlaces(services)).not.toContainEqual(place);
});
