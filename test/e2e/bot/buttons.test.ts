import { alerts } from '@holdfast/db/schema';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { ACTION, type ButtonActionId } from '@holdfast/bot/ui/ids';
import { as, request } from '../../kit/estate.ts';
import { begin } from '../gateway/without-worker.ts';
import { openBotWorld } from './bot-world.ts';
import { jobsOf, makePoint, newItem, newItemWithPoints, onlyJobOf } from './people.ts';
import { postAlertMessage, postJobMessage, type Posted } from './posted.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, gateway, estate } = world;
const { services } = gateway;

const TROUBLE = {
  code: 'SOURCE_MISSING',
  message: 'The folder is gone.',
  cause: 'Nothing is there.',
  remedy: 'Bring it back.',
  retryable: false,
  fault: 'USER',
} as const;

async function runningJob() {
  const { itemId, name } = await newItem(world);
  await slack.command('ada', 'backups', `/backup now ${name}`);
  const { id: jobId } = await onlyJobOf(world, itemId);
  return { itemId, jobId };
}

async function failedJob() {
  const { itemId, jobId } = await runningJob();
  await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error: TROUBLE });
  return { itemId, jobId };
}

/** Of each press about this: whether it was refused. */
function served(id: string): unknown[] {
  return world.log
    .filter((line) => line['msg'] === 'button served' && line['id'] === id)
    .map((line) => line['refused']);
}

async function cancelled(jobId = ''): Promise<void> {
  await cancelJob(as(services, 'ADMIN'), request({ jobId }));
}

function press(user: string, actionId: ButtonActionId, { ts, channel }: Posted) {
  return slack.click({ user, channel, ts, actionId });
}

test('a double click on Retry is one job, and a replay of the press ten minutes later none', async () => {
  const { itemId, jobId } = await failedJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  await Promise.all([press('ada', ACTION.retryJob, message), press('ada', ACTION.retryJob, message)]);
  await slack.faults.replay(2);
  const [, retry, ...others] = await jobsOf(world, itemId);
  expect(others).toEqual([]);
  expect(retry).toMatchObject({ retryOf: jobId, status: 'QUEUED' });
  await expect.poll(() => served(jobId)).toEqual([false, false, false, false]);
});

test('each press delivered three times is one job', async () => {
  const { itemId, jobId } = await failedJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  slack.faults.duplicate(3);
  await press('ada', ACTION.retryJob, message);
  slack.faults.clear();
  expect(await jobsOf(world, itemId)).toHaveLength(2);
  await expect.poll(() => served(jobId)).toEqual([false, false, false]);
});

test('a later press, in another rendering of the message, is another intent', async () => {
  const { itemId, jobId } = await failedJob();
  const first = await postJobMessage(world, { jobId, nonce: '1' });
  const later = await postJobMessage(world, { jobId, nonce: '2' });
  await press('ada', ACTION.retryJob, first);
  const [, retry] = await jobsOf(world, itemId);
  await cancelled(retry?.id);
  await press('ada', ACTION.retryJob, first);
  expect(await jobsOf(world, itemId)).toHaveLength(2);
  await press('ada', ACTION.retryJob, later);
  expect(await jobsOf(world, itemId)).toHaveLength(3);
});

test('once a job was tried again its message offers no Retry; that of the new job does', async () => {
  const { itemId, jobId } = await failedJob();
  await press('ada', ACTION.retryJob, await postJobMessage(world, { jobId, nonce: '1' }));
  const [, retry] = await jobsOf(world, itemId);
  await cancelled(retry?.id);
  const old = await postJobMessage(world, { jobId, nonce: '2' });
  await expect(press('ada', ACTION.retryJob, old)).rejects.toThrow('there is no job.retry');
  await press('ada', ACTION.retryJob, await postJobMessage(world, { jobId: retry?.id ?? '', nonce: '1' }));
  expect(await jobsOf(world, itemId)).toHaveLength(3);
});

test('Cancel stops the job, and pressed again changes nothing', async () => {
  const { itemId, jobId } = await runningJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  await Promise.all([press('ada', ACTION.cancelJob, message), press('ada', ACTION.cancelJob, message)]);
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'CANCELLED' });
});

test('Cancel of a job that has ended meanwhile says so, to who pressed alone', async () => {
  const { jobId } = await runningJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  await cancelled(jobId);
  await press('ada', ACTION.cancelJob, message);
  await expect.poll(() => slack.ephemerals('ada', 'backups').at(-1)?.shown).toContain('the job has already ended');
});

test('Acknowledge says who looks after the alert; Retry on it starts the job again', async () => {
  const { itemId, jobId } = await failedJob();
  const [alert] = await services.db.select().from(alerts).where(eq(alerts.jobId, jobId));
  const message = await postAlertMessage(world, { alertId: alert?.id ?? '', nonce: '1' });
  await press('ada', ACTION.acknowledgeAlert, message);
  const [changed] = await services.db.select().from(alerts).where(eq(alerts.jobId, jobId));
  expect(changed).toMatchObject({ state: 'ACKNOWLEDGED', changedBy: { userId: slack.user('ada').id } });
  await press('ada', ACTION.retryFromAlert, message);
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('of an unusual change one press says that it was meant: the alert is over, and the status tells of it no more', async () => {
  const { itemId, name } = await newItemWithPoints(world, 7);
  await makePoint(world, itemId, 100_000_000);
  const alertOf = async () => (await services.db.select().from(alerts).where(eq(alerts.itemId, itemId)))[0];
  const message = await postAlertMessage(world, { alertId: (await alertOf())?.id ?? '', nonce: '1' });
  const unlike = 'unlike those before it: 100 MB instead of about 2.8 GB';
  expect((await slack.command('ada', 'backups', `/backup status ${name}`)).ephemeral[0]?.shown).toContain(unlike);
  await press('ada', ACTION.dismissSuspicion, message);
  expect(await alertOf()).toMatchObject({ kind: 'UNUSUAL_CHANGE', condition: 'RESOLVED' });
  expect((await slack.command('ada', 'backups', `/backup status ${name}`)).ephemeral[0]?.shown).not.toContain('unlike');
});

test('a reader is told alone which role it takes, and nothing happens', async () => {
  const { itemId, jobId } = await runningJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  await press('grace', ACTION.cancelJob, message);
  await expect.poll(() => slack.ephemerals('grace', 'backups').at(-1)?.shown).toContain('OPERATOR');
  expect(slack.ephemerals('ada', 'backups').at(-1)?.shown).not.toContain('OPERATOR');
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'QUEUED' });
});

test('who is linked to nobody is told how to be', async () => {
  const { itemId, jobId } = await runningJob();
  await press('kenji', ACTION.cancelJob, await postJobMessage(world, { jobId, nonce: '1' }));
  await expect.poll(() => slack.ephemerals('kenji').at(-1)?.shown).toContain('Holdfast does not know you yet');
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'QUEUED' });
});

test('Retry while it is being done again shows the job that does it', async () => {
  const { itemId, jobId } = await failedJob();
  const first = await postJobMessage(world, { jobId, nonce: '1' });
  const second = await postJobMessage(world, { jobId, nonce: '2' });
  await press('ada', ACTION.retryJob, first);
  const [, retry] = await jobsOf(world, itemId);
  await press('ada', ACTION.retryJob, second);
  await expect.poll(() => slack.ephemerals('ada').at(-1)?.shown).toContain(retry?.id);
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('the same rendering pressed in two channels is one job', async () => {
  const { itemId, jobId } = await failedJob();
  const here = await postJobMessage(world, { jobId, nonce: '1' });
  const there = await postJobMessage(world, { jobId, nonce: '1', channel: 'orders' });
  await press('ada', ACTION.retryJob, here);
  await press('ada', ACTION.retryJob, there);
  await expect.poll(() => slack.ephemerals('ada', 'orders').at(-1)?.shown).toContain('asked for already');
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('while the gateway is down the person is told, the press is acknowledged, and nothing is claimed', async () => {
  const { itemId, jobId } = await runningJob();
  const message = await postJobMessage(world, { jobId, nonce: '1' });
  await world.door.shut();
  const pressed = await press('ada', ACTION.cancelJob, message);
  await world.door.open();
  expect(pressed.outcome).toBe('acknowledged');
  // On a line that was open until just now the request may have left: then no more than that may be said.
  await expect
    .poll(() => slack.ephemerals('ada', 'backups').at(-1)?.shown)
    .toMatch(/Nothing was started or changed|It may still have started/);
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'QUEUED' });
  await press('ada', ACTION.cancelJob, message);
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'CANCELLED' });
});
