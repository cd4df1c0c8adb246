import { afterAll, expect, test } from 'vitest';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { startTask } from '@holdfast/db/services/job/start-task';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import {
  AN_INSTANT,
  auditOf,
  begin,
  beginBackup,
  beginRestore,
  deliveriesOf,
  eventsOf,
  jobRow,
  makePoint,
  PASSING,
  USERS_FAULT,
} from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

async function alertsOf(itemId: string) {
  return [...(await owner`select * from alerts where item_id = ${itemId} order by fired_at`)];
}

/** The pause without chance, and up to a quarter more or less in whole seconds. */
function aboutSeconds(seconds: number): (delay: unknown) => boolean {
  return (delay) => typeof delay === 'number' && delay >= 0.75 * seconds && delay <= Math.ceil(1.25 * seconds);
}

test('the user’s fault ends the job at once: FAILED with the error, an alert, an audit entry and no further delivery', async () => {
  const { itemId, ...estate } = await seedEstate(services);
  const hold = await beginBackup(services, { itemId, ...estate });
  expect(await failAttempt(services, hold, { error: USERS_FAULT })).toEqual({ ended: true });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({
    status: 'FAILED',
    error: USERS_FAULT,
    ended_at: AN_INSTANT,
  });
  expect(await alertsOf(itemId)).toMatchObject([
    {
      kind: 'BACKUP_FAILED',
      severity: 'ERROR',
      condition: 'FIRED',
      state: 'NEW',
      count: 1,
      job_id: hold.jobId,
      error: USERS_FAULT,
    },
  ]);
  expect((await auditOf(owner, hold.jobId)).at(-1)).toMatchObject({
    action: 'job.ended',
    details: { status: 'FAILED' },
  });
  expect(await deliveriesOf(owner, hold.jobId)).toHaveLength(1);
  expect(await eventsOf(owner, hold.jobId)).toEqual(['job.queued', 'attempt.started', 'job.failed']);
});

test('a passing cause sends the job back to the queue with a delivery after a pause, and without an alert', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await startTask(services, hold, 'Transfer to vault');
  expect(await failAttempt(services, hold, { error: PASSING })).toEqual({ ended: false });
  const job = await jobRow(owner, hold.jobId);
  expect(job).toMatchObject({ status: 'QUEUED', attempt: 1, error: null, progress: null, ended_at: null });
  const [, again] = await deliveriesOf(owner, hold.jobId);
  expect(again?.id).toBe(job['queue_job_id']);
  expect(again?.delaySeconds).toSatisfy(aboutSeconds(5));
  const [next] = await owner`
    select extract(epoch from next_attempt_at - now())::float8 as seconds from jobs where id = ${hold.jobId}`;
  expect(Number(next?.['seconds'])).toBeCloseTo(again?.delaySeconds ?? 0, -1);
  const attempts = await owner`select number, outcome, error from job_attempts where job_id = ${hold.jobId}`;
  expect(attempts).toEqual([{ number: 1, outcome: 'RETRIED', error: PASSING }]);
  expect(await owner`select from job_tasks where job_id = ${hold.jobId} and ended_at is null`).toHaveLength(0);
  expect((await eventsOf(owner, hold.jobId)).at(-1)).toBe('attempt.failed');
  expect(await alertsOf(estate.itemId)).toEqual([]);
});

test('the third failed attempt ends the job, with longer pauses before', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  const { jobId } = hold;
  expect(await failAttempt(services, hold, { error: PASSING })).toEqual({ ended: false });
  const second = await begin(services, { jobId, workerId: estate.workerId });
  expect(await failAttempt(services, second, { error: PASSING })).toEqual({ ended: false });
  const third = await begin(services, { jobId, workerId: estate.workerId });
  expect(await failAttempt(services, third, { error: PASSING })).toEqual({ ended: true });
  expect(await jobRow(owner, jobId)).toMatchObject({ status: 'FAILED', error: PASSING, attempt: 3 });
  const delays = (await deliveriesOf(owner, jobId)).map((delivery) => delivery.delaySeconds);
  expect(delays).toEqual([0, expect.toSatisfy(aboutSeconds(5)), expect.toSatisfy(aboutSeconds(10))]);
  expect(await alertsOf(estate.itemId)).toMatchObject([{ count: 1, error: PASSING }]);
});

test('only what an error is meant to tell is kept of it', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const error = Object.assign(new Error('x'), USERS_FAULT, { password: 'secret' });
  await failAttempt(services, hold, { error });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ error: USERS_FAULT });
  expect(JSON.stringify((await jobRow(owner, hold.jobId))['error'])).not.toMatch(/secret|stack/);
});

test('the same failure again counts up its one alert and raises the alert’s version', async () => {
  const estate = await seedEstate(services);
  await failAttempt(services, await beginBackup(services, estate), { error: USERS_FAULT });
  const second = await beginBackup(services, estate);
  await failAttempt(services, second, { error: USERS_FAULT });
  expect(await alertsOf(estate.itemId)).toMatchObject([{ count: 2, version: 2, job_id: second.jobId }]);
});

test('another failure is another alert', async () => {
  const estate = await seedEstate(services);
  await failAttempt(services, await beginBackup(services, estate), { error: USERS_FAULT });
  await failAttempt(services, await beginBackup(services, estate), { error: { ...USERS_FAULT, code: 'NO_RIGHTS' } });
  expect(await alertsOf(estate.itemId)).toMatchObject([{ count: 1 }, { count: 1 }]);
});

test('a failed restore raises an alert of its own kind', async () => {
  const estate = await seedEstate(services);
  const hold = await beginRestore(services, estate, { pointId: await makePoint(services, estate), path: '/srv/x' });
  await failAttempt(services, hold, { error: USERS_FAULT });
  expect(await alertsOf(estate.itemId)).toMatchObject([{ kind: 'RESTORE_FAILED' }]);
});

test('what fails after it was asked to stop is CANCELLED, without an alert', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  expect(await failAttempt(services, hold, { error: USERS_FAULT })).toEqual({ ended: true });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLED', error: null });
  expect(await alertsOf(estate.itemId)).toEqual([]);
});

test.for([
  ['a passing cause', PASSING],
  ['the user’s fault', USERS_FAULT],
] as const)(
  'a job that failed for %s and left something behind is handed out three times more than its attempts, to settle that',
  async ([, error]) => {
    const estate = await seedEstate(services);
    const { jobId } = await beginBackup(services, estate);
    const ends: boolean[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      if (attempt > 1) await begin(services, { jobId, workerId: estate.workerId });
      const { ended } = await failAttempt(services, { jobId, attempt }, { error, unsettled: true });
      ends.push(ended);
    }
    expect(ends).toEqual([false, false, false, false, false, true]);
    expect(await jobRow(owner, jobId)).toMatchObject({ status: 'FAILED', error });
    expect(await alertsOf(estate.itemId)).toMatchObject([{ count: 1 }]);
  },
);

test('a job that was asked to stop and left something behind stays CANCELLING and is handed out again', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  expect(await failAttempt(services, hold, { error: PASSING, unsettled: true })).toEqual({ ended: false });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLING', ended_at: null });
  expect(await deliveriesOf(owner, hold.jobId)).toHaveLength(2);
  const next = await beginAttempt(services, { jobId: hold.jobId, workerId: estate.workerId });
  expect(next).toMatchObject({ kind: 'BEGUN', attempt: 2, mode: 'CANCEL' });
});

test('when the next attempt comes is known while it is waited for, and no longer', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  const { jobId } = hold;
  const nextAttemptAt = async () => (await jobRow(owner, jobId))['next_attempt_at'];
  expect(await nextAttemptAt()).toBeNull();
  await failAttempt(services, hold, { error: PASSING });
  expect(await nextAttemptAt()).toEqual(AN_INSTANT);
  const second = await begin(services, { jobId, workerId: estate.workerId });
  expect(await nextAttemptAt()).toBeNull();
  await failAttempt(services, second, { error: PASSING });
  await cancelJob(as(services, 'OPERATOR'), request({ jobId }));
  expect(await nextAttemptAt()).toBeNull();
});

test('jobs that failed together do not all come back together', async () => {
  const estates = await Promise.all(Array.from({ length: 12 }, () => seedEstate(services)));
  const error = { ...PASSING, code: 'REPOSITORY_LOCKED' };
  const delays = await Promise.all(
    estates.map(async (estate) => {
      const hold = await beginBackup(services, estate);
      await failAttempt(services, hold, { error });
      return (await deliveriesOf(owner, hold.jobId))[1]?.delaySeconds;
    }),
  );
  expect(new Set(delays).size).toBeGreaterThan(3);
});
