import { afterAll, expect, test } from 'vitest';
import { newId } from '@holdfast/db/domain/ids';
import { beginAttempt, LEASE_SECONDS } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { startTask } from '@holdfast/db/services/job/start-task';
import { as, registerTestWorker, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import {
  AN_INSTANT,
  atOnce,
  backupResult,
  begin,
  beginBackup,
  deliveriesOf,
  eventsOf,
  everything,
  jobRow,
  split,
} from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

async function attemptsOf(jobId: string) {
  return [...(await owner`select * from job_attempts where job_id = ${jobId} order by number`)];
}

test('of twenty workers that take one delivery at once one begins, the others find it held', async () => {
  const { itemId, siteId } = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  const workers = await Promise.all(Array.from({ length: 20 }, () => registerTestWorker(services, siteId)));
  const { done, refused } = split(
    await atOnce(20, (index) => beginAttempt(services, { jobId, workerId: workers[index] ?? '' })),
  );
  expect(refused).toEqual([]);
  const begun = done.filter((beginning) => beginning.kind === 'BEGUN');
  expect(begun).toMatchObject([{ kind: 'BEGUN', attempt: 1, mode: 'RUN' }]);
  const [attempt, ...others] = await attemptsOf(jobId);
  expect(others).toEqual([]);
  const workerId: unknown = attempt?.['worker_id'];
  const held = { kind: 'HELD', attempt: 1, workerId, leaseEnded: false };
  expect(done.filter((beginning) => beginning.kind !== 'BEGUN')).toEqual(Array.from({ length: 19 }, () => held));
});

test('a begun attempt puts the job in progress under a lease, with an event', async () => {
  const { itemId, workerId } = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  await begin(services, { jobId, workerId });
  expect(await jobRow(owner, jobId)).toMatchObject({
    status: 'IN_PROGRESS',
    attempt: 1,
    started_at: AN_INSTANT,
  });
  const [lease] = await owner`
    select extract(epoch from lease_until - started_at)::int as seconds, worker_id, outcome from job_attempts where job_id = ${jobId}`;
  expect(lease).toEqual({ seconds: LEASE_SECONDS, worker_id: workerId, outcome: null });
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued', 'attempt.started']);
});

test('a held job is left alone, also by its own worker, and it is told when the lease has ended', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await beginBackup(services, estate);
  await owner`update job_attempts set lease_until = now() - interval '1 second' where job_id = ${jobId}`;
  const before = await everything(owner);
  const beginning = await beginAttempt(services, { jobId, workerId: estate.workerId });
  expect(beginning).toEqual({ kind: 'HELD', attempt: 1, workerId: estate.workerId, leaseEnded: true });
  expect(await everything(owner)).toEqual(before);
});

test('a delivery of a job that has ended, waits for approval or does not exist does nothing', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await finishBackup(services, hold, backupResult());
  const { jobId: waiting } = await requestBackup(operator, request({ itemId: estate.itemId }));
  await owner`update jobs set status = 'WAITING_APPROVAL' where id = ${waiting}`;
  const before = await everything(owner);
  for (const jobId of [hold.jobId, waiting, newId('job', services.clock.now())]) {
    expect(await beginAttempt(services, { jobId, workerId: estate.workerId })).toEqual({ kind: 'ENDED' });
  }
  expect(await everything(owner)).toEqual(before);
});

test('a lost attempt hands the job out again at once, and the next one has a higher number', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await startTask(services, hold, 'Transfer to vault');
  await reportProgress(services, hold, { task: 'Transfer to vault', percent: 40 });
  expect(await loseAttempt(services, hold, 'process 1 is gone')).toBe(true);
  const job = await jobRow(owner, hold.jobId);
  expect(job).toMatchObject({ status: 'QUEUED', attempt: 1, progress: null });
  expect((await deliveriesOf(owner, hold.jobId)).at(-1)).toMatchObject({ id: job['queue_job_id'], delaySeconds: 0 });
  expect(await deliveriesOf(owner, hold.jobId)).toHaveLength(2);
  expect((await eventsOf(owner, hold.jobId)).at(-1)).toBe('attempt.lost');
  expect(await begin(services, { jobId: hold.jobId, workerId: estate.workerId })).toEqual({ ...hold, attempt: 2 });
  expect(await attemptsOf(hold.jobId)).toMatchObject([
    { number: 1, outcome: 'LOST' },
    { number: 2, outcome: null },
  ]);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ started_at: job['started_at'] });
});

test('the tasks of a lost attempt end with it', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await startTask(services, hold, 'Transfer to vault');
  await loseAttempt(services, hold, 'gone');
  expect(await owner`select from job_tasks where job_id = ${hold.jobId} and ended_at is null`).toHaveLength(0);
});

test('of twenty that find an attempt lost at once one hands the job out again', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const { done } = split(await atOnce(20, () => loseAttempt(services, hold, 'gone')));
  expect(done.filter(Boolean)).toHaveLength(1);
  expect(done).toHaveLength(20);
  expect(await deliveriesOf(owner, hold.jobId)).toHaveLength(2);
});

test('an attempt that ended by itself cannot be lost any more', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await finishBackup(services, hold, backupResult());
  const before = await everything(owner);
  expect(await loseAttempt(services, hold, 'gone')).toBe(false);
  expect(await everything(owner)).toEqual(before);
});

test('when all attempts of a job were lost the next one begins only to settle what they left', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId: estate.itemId }));
  const modes: unknown[] = [];
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    modes.push(await beginAttempt(services, { jobId, workerId: estate.workerId }));
    await loseAttempt(services, { jobId, attempt }, 'gone');
  }
  expect(modes).toMatchObject([
    { kind: 'BEGUN', attempt: 1, mode: 'RUN' },
    { kind: 'BEGUN', attempt: 2, mode: 'RUN' },
    { kind: 'BEGUN', attempt: 3, mode: 'RUN' },
    { kind: 'BEGUN', attempt: 4, mode: 'SETTLE' },
    { kind: 'BEGUN', attempt: 5, mode: 'SETTLE' },
  ]);
});

test('a job that was asked to stop and whose worker died is begun only to cancel, also after its last attempt', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await cancelJob(operator, request({ jobId: hold.jobId }));
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    expect(await loseAttempt(services, { ...hold, attempt }, 'gone')).toBe(true);
    expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLING' });
    const beginning = await beginAttempt(services, { jobId: hold.jobId, workerId: estate.workerId });
    expect(beginning).toMatchObject({ kind: 'BEGUN', attempt: attempt + 1, mode: 'CANCEL' });
  }
});

test('a task that begins ends the one before it, and beginning it again changes nothing', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await startTask(services, hold, 'Take snapshot');
  await startTask(services, hold, 'Transfer to vault');
  const tasks = () =>
    owner`select ordinal, name, ended_at is null as open from job_tasks where job_id = ${hold.jobId} order by ordinal`;
  const expected = [
    { ordinal: 1, name: 'Take snapshot', open: false },
    { ordinal: 2, name: 'Transfer to vault', open: true },
  ];
  expect(await tasks()).toEqual(expected);
  await startTask(services, hold, 'Transfer to vault');
  expect(await tasks()).toEqual(expected);
  expect(await eventsOf(owner, hold.jobId)).toEqual(['job.queued', 'attempt.started', 'task.started', 'task.started']);
});

test('progress overwrites the last one and is no event', async () => {
  const { jobId, attempt } = await beginBackup(services, await seedEstate(services));
  const events = await eventsOf(owner, jobId);
  for (const percent of [1, 50])
    await reportProgress(services, { jobId, attempt }, { task: 'Transfer to vault', percent, bytesDone: percent });
  expect(await jobRow(owner, jobId)).toMatchObject({
    progress: { task: 'Transfer to vault', percent: 50, bytesDone: 50 },
  });
  expect(await eventsOf(owner, jobId)).toEqual(events);
});

test('when an attempt last got further is known: its beginning, a new task, and a report that says more', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  const task = 'Transfer to vault';
  /** Whether what is done counts as movement. */
  const moves = async (work: () => Promise<unknown>) => {
    await owner`update jobs set moved_at = now() - interval '1 hour' where id = ${hold.jobId}`;
    await work();
    const [row] =
      await owner`select moved_at > now() - interval '1 minute' as moved from jobs where id = ${hold.jobId}`;
    return row?.['moved'];
  };
  const report = (said: object) => () => reportProgress(services, hold, { task, percent: 10, ...said });
  expect((await jobRow(owner, hold.jobId))['moved_at']).toEqual(AN_INSTANT);
  expect(await moves(() => startTask(services, hold, task))).toBe(true);
  expect(await moves(() => startTask(services, hold, task))).toBe(false);
  expect(await moves(report({ bytesDone: 5 }))).toBe(true);
  expect(await moves(report({ bytesDone: 5, secondsRemaining: 3 }))).toBe(false);
  expect(await moves(report({ bytesDone: 6 }))).toBe(true);
  await loseAttempt(services, hold, 'gone');
  expect(await moves(() => begin(services, { jobId: hold.jobId, workerId: estate.workerId }))).toBe(true);
});
