import { afterAll, expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { finishRestore } from '@holdfast/db/services/job/finish-restore';
import type { Hold } from '@holdfast/db/services/job/hold';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { noticeStalledJobs } from '@holdfast/db/services/job/notice-stalled';
import { reportProgress } from '@holdfast/db/services/job/report-progress';
import { startTask } from '@holdfast/db/services/job/start-task';
import { beat } from '@holdfast/db/services/worker/beat';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import {
  atOnce,
  backupResult,
  begin,
  beginBackup,
  beginRestore,
  eventsOf,
  everything,
  jobRow,
  makePoint,
  PASSING,
  split,
  USERS_FAULT,
} from './kit.ts';
import { beginRetention } from './retention-kit.ts';

// Whoever notices looks at all jobs there are: each test leaves none open that another one could meet.

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const MIN = 60;
const TASK = 'Transfer to vault';

/** So many backups of the estate's item, each of which took so many seconds. */
async function madeBackups(estate: Estate, count: number, seconds: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const { jobId } = await beginBackup(services, estate);
    await finishBackup(services, { jobId, attempt: 1 }, backupResult());
    await owner`update job_attempts set started_at = ended_at - make_interval(secs => ${seconds}) where job_id = ${jobId}`;
  }
}

/** A restore of the estate's item that took no time. */
async function madeRestore(estate: Estate): Promise<void> {
  const restore = await beginRestore(services, estate, { pointId: await onePoint(estate), path: '/srv/elsewhere' });
  await finishRestore(services, restore, { restoredTo: '/srv/elsewhere', bytes: 1, warnings: NO_WARNINGS });
}

async function onePoint({ itemId }: Estate): Promise<string> {
  const [point] = await owner<{ id: string }[]>`select id from recovery_points where item_id = ${itemId} limit 1`;
  return point?.id ?? '';
}

/** A job whose attempt has run for so long and has not moved for so long, in seconds, while its worker is well. */
async function age({ jobId }: Hold, { running, still }: { running: number; still: number }): Promise<void> {
  await owner`update job_attempts set started_at = now() - make_interval(secs => ${running})
    where job_id = ${jobId} and ended_at is null`;
  await owner`update jobs set moved_at = now() - make_interval(secs => ${still}) where id = ${jobId}`;
  await owner`update workers set heartbeat_at = now()`;
}

/** A backup that has not moved for 42 minutes, of an item whose backups take fifteen. */
async function standingBackup(): Promise<{ estate: Estate; hold: Hold }> {
  const estate = await seedEstate(services);
  await madeBackups(estate, 3, 15 * MIN);
  await madeRestore(estate);
  const hold = await beginBackup(services, estate);
  await startTask(services, hold, TASK);
  await reportProgress(services, hold, { task: TASK, percent: 10, bytesDone: 100 });
  await age(hold, { running: 43 * MIN, still: 42 * MIN });
  return { estate, hold };
}

async function alertsOf(jobId: string) {
  return [
    ...(await owner`
      select kind, severity, condition, count, item_id, vault_id, error from alerts
      where job_id = ${jobId} and kind = 'JOB_STALLED' order by fired_at`),
  ];
}

async function told(jobId: string): Promise<string[]> {
  return (await eventsOf(owner, jobId)).filter((type) => type === 'job.stalled' || type === 'job.moves-again');
}

async function messagesOf(jobId: string): Promise<unknown[]> {
  const rows =
    await owner`select message from job_events where job_id = ${jobId} and type = 'job.stalled' order by seq`;
  return rows.map((row): unknown => row['message']);
}

const SAID = 'The backup has not moved for 42 min; a backup of it usually takes 15 min (the median of 3).';

test('a job that stands still is told once, in its log and by an alert of its item that says what to do', async () => {
  const { estate, hold } = await standingBackup();
  expect(await noticeStalledJobs(services)).toBe(1);
  expect(await messagesOf(hold.jobId)).toEqual([SAID]);
  expect(await alertsOf(hold.jobId)).toMatchObject([
    {
      severity: 'WARNING',
      condition: 'FIRED',
      item_id: estate.itemId,
      error: {
        code: 'JOB_STANDS_STILL',
        message: SAID,
        remedy: expect.stringContaining('cancel the job and retry it'),
      },
    },
  ]);
  const before = await everything(owner);
  expect(await noticeStalledJobs(services)).toBe(0);
  expect(await everything(owner)).toEqual(before);
  await finishBackup(services, hold, backupResult());
});

test('of many that look at once one tells it', async () => {
  const { hold } = await standingBackup();
  const { done } = split(await atOnce(10, () => noticeStalledJobs(services)));
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(await told(hold.jobId)).toEqual(['job.stalled']);
  await finishBackup(services, hold, backupResult());
});

test('once it moves again that is told and the alert resolves; when it stands anew it is told anew', async () => {
  const { hold } = await standingBackup();
  await noticeStalledJobs(services);
  await reportProgress(services, hold, { task: TASK, percent: 10, bytesDone: 101 });
  expect(await noticeStalledJobs(services)).toBe(1);
  expect(await told(hold.jobId)).toEqual(['job.stalled', 'job.moves-again']);
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'RESOLVED' }]);
  expect(await noticeStalledJobs(services)).toBe(0);
  await age(hold, { running: 43 * MIN, still: 42 * MIN });
  await noticeStalledJobs(services);
  expect(await told(hold.jobId)).toEqual(['job.stalled', 'job.moves-again', 'job.stalled']);
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'RESOLVED' }, { condition: 'FIRED', count: 1 }]);
  await finishBackup(services, hold, backupResult());
});

test('a report that says nothing more than the last one is no movement', async () => {
  const { hold } = await standingBackup();
  await noticeStalledJobs(services);
  await reportProgress(services, hold, { task: TASK, percent: 10, bytesDone: 100, secondsRemaining: 9 });
  expect(await noticeStalledJobs(services)).toBe(0);
  await startTask(services, hold, 'Another task');
  expect(await noticeStalledJobs(services)).toBe(1);
  expect(await told(hold.jobId)).toEqual(['job.stalled', 'job.moves-again']);
  await finishBackup(services, hold, backupResult());
});

test.for([
  ['it ends', (hold: Hold) => finishBackup(services, hold, backupResult())],
  ['it fails', (hold: Hold) => failAttempt(services, hold, { error: USERS_FAULT })],
  ['it is to be tried again', (hold: Hold) => failAttempt(services, hold, { error: PASSING })],
  ['its attempt is lost', (hold: Hold) => loseAttempt(services, hold, 'gone')],
] as const)('the alert resolves when %s', async ([, end]) => {
  const { hold } = await standingBackup();
  await noticeStalledJobs(services);
  await end(hold);
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'RESOLVED' }]);
  expect(await noticeStalledJobs(services)).toBe(0);
});

test('the end of another job at the same item resolves nothing of it', async () => {
  const { estate, hold } = await standingBackup();
  await noticeStalledJobs(services);
  const restore = await beginRestore(services, estate, { pointId: await onePoint(estate), path: '/srv/elsewhere' });
  await failAttempt(services, restore, { error: USERS_FAULT });
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'FIRED' }]);
  await finishBackup(services, hold, backupResult());
});

test('a job that moves and takes far longer than such jobs do is told once, until it ends', async () => {
  const { hold } = await standingBackup();
  await age(hold, { running: 2 * 3600, still: 5 });
  expect(await noticeStalledJobs(services)).toBe(1);
  expect(await noticeStalledJobs(services)).toBe(0);
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'FIRED', error: { code: 'JOB_SLOW' } }]);
  await age(hold, { running: 2 * 3600, still: 20 * MIN });
  expect(await noticeStalledJobs(services)).toBe(1);
  await reportProgress(services, hold, { task: TASK, percent: 60 });
  expect(await noticeStalledJobs(services)).toBe(1);
  expect(await told(hold.jobId)).toEqual(['job.stalled', 'job.stalled', 'job.moves-again']);
  await finishBackup(services, hold, backupResult());
  expect(await alertsOf(hold.jobId)).toMatchObject([{ condition: 'RESOLVED' }, { condition: 'RESOLVED' }]);
});

test('what such a job usually needs is what its own item’s successful jobs of that operation took, the last twenty', async () => {
  const estate = await seedEstate(services);
  await madeBackups(estate, 11, 10);
  await madeBackups(estate, 20, 3 * 3600);
  const other = await seedEstate(services);
  await madeBackups(other, 2, 10);
  const failed = await beginBackup(services, estate);
  await failAttempt(services, failed, { error: USERS_FAULT });
  const hold = await beginBackup(services, estate);
  await age(hold, { running: 2 * 3600, still: 80 * MIN });
  expect(await noticeStalledJobs(services)).toBe(0);
  await age(hold, { running: 2 * 3600, still: 91 * MIN });
  expect(await noticeStalledJobs(services)).toBe(1);
  expect((await messagesOf(hold.jobId))[0]).toContain('usually takes 3 h (the median of 20)');
  await finishBackup(services, hold, backupResult());
});

test('a backup is compared with those of its own type', async () => {
  const estate = await seedEstate(services);
  await madeBackups(estate, 5, 10);
  const long = await beginBackup(services, estate);
  await owner`update jobs set backup_type = 'DIFFERENTIAL' where id = ${long.jobId}`;
  await age(long, { running: 3 * 3600, still: 0 });
  await finishBackup(services, long, backupResult());
  const hold = await beginBackup(services, estate);
  await owner`update jobs set backup_type = 'DIFFERENTIAL' where id = ${hold.jobId}`;
  await age(hold, { running: 2 * 3600, still: 80 * MIN });
  expect(await noticeStalledJobs(services)).toBe(0);
  await age(hold, { running: 2 * 3600, still: 91 * MIN });
  expect(await noticeStalledJobs(services)).toBe(1);
  expect((await messagesOf(hold.jobId))[0]).toContain('usually takes 3 h (the median of 1)');
  await finishBackup(services, hold, backupResult());
});

test('the wait between attempts is not what a job needed', async () => {
  const estate = await seedEstate(services);
  const first = await beginBackup(services, estate);
  await failAttempt(services, first, { error: PASSING });
  const second = await begin(services, { jobId: first.jobId, workerId: estate.workerId });
  await owner`update jobs set started_at = now() - interval '5 hours' where id = ${first.jobId}`;
  await finishBackup(services, second, backupResult());
  const hold = await beginBackup(services, estate);
  await age(hold, { running: 20 * MIN, still: 11 * MIN });
  expect(await noticeStalledJobs(services)).toBe(1);
  await finishBackup(services, hold, backupResult());
});

test('of retention the vault is told', async () => {
  const estate = await seedEstate(services);
  await makePoint(services, estate);
  const hold = await beginRetention(services, estate);
  await age(hold, { running: 130 * MIN, still: 121 * MIN });
  await noticeStalledJobs(services);
  expect(await alertsOf(hold.jobId)).toMatchObject([
    {
      vault_id: estate.vaultId,
      item_id: null,
      error: {
        message: 'The run of retention has not moved for 2 h 1 min.',
      },
    },
  ]);
  await loseAttempt(services, hold, 'gone');
});

test('a job whose worker is silent is not told of twice, and one that was told stays so until it is taken over', async () => {
  const { estate, hold } = await standingBackup();
  await owner`update workers set heartbeat_at = now() - interval '11 seconds' where id = ${estate.workerId}`;
  expect(await noticeStalledJobs(services)).toBe(0);
  await noticeLostWorkers(services);
  expect(await noticeStalledJobs(services)).toBe(0);
  expect(await alertsOf(hold.jobId)).toEqual([]);
  await beat(services, estate.workerId);
  expect(await noticeStalledJobs(services)).toBe(1);
  await finishBackup(services, hold, backupResult());
});

test('a job that was asked to stop and does not is told too, with another remedy', async () => {
  const { hold } = await standingBackup();
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  await noticeStalledJobs(services);
  expect(await alertsOf(hold.jobId)).toMatchObject([
    { error: { code: 'JOB_STANDS_STILL', remedy: expect.not.stringContaining('cancel the job') } },
  ]);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLING' });
  await failAttempt(services, hold, { error: PASSING });
});

test('a job that has not begun, one that waits for its next attempt and one that moves are told of nothing', async () => {
  const estate = await seedEstate(services);
  await makePoint(services, estate);
  const waiting = await beginBackup(services, estate);
  await failAttempt(services, waiting, { error: PASSING });
  const other = await seedEstate(services);
  const moving = await beginBackup(services, other);
  await age(moving, { running: 3 * 3600, still: 29 * MIN });
  await owner`update jobs set moved_at = now() - interval '3 hours' where id = ${waiting.jobId}`;
  expect(await noticeStalledJobs(services)).toBe(0);
  await finishBackup(services, moving, backupResult());
});

test('the alert of a job that was asked to stop no longer tells people to cancel it', async () => {
  const { hold } = await standingBackup();
  await noticeStalledJobs(services);
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  expect(await alertsOf(hold.jobId)).toMatchObject([
    { condition: 'FIRED', error: { cause: 'It was asked to stop and has not yet taken back what it began.' } },
  ]);
  await finishCancel(services, hold);
});

test('of another task nothing is told by the progress of the one before', async () => {
  const { hold } = await standingBackup();
  await startTask(services, hold, 'Swap in');
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ progress: null });
  await finishBackup(services, hold, backupResult());
});
