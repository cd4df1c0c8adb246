import { afterAll, expect, test } from 'vitest';
import { newId } from '@holdfast/db/domain/ids';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { as, registerTestWorker, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { backupResult, begin, beginBackup, jobRow } from './kit.ts';

// What the tables refuse whoever writes: all statements here are the owner's, past the services.

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const REFUSED = '23514';
const NOT_UNIQUE = '23505';

async function insertPoint(estate: Estate, point: { jobId: string; partCount: number; parts: number }): Promise<void> {
  const id = newId('recoveryPoint', services.clock.now());
  const { jobId, partCount } = point;
  await owner.begin(async (tx) => {
    await tx`insert into recovery_points (id, item_id, job_id, type, consistency, taken_at, part_count, size_bytes, stored_bytes)
      values (${id}, ${estate.itemId}, ${jobId}, 'FULL', 'NONE', now(), ${partCount}, 1, 1)`;
    for (let ordinal = 0; ordinal < point.parts; ordinal += 1) {
      await tx`insert into recovery_point_parts (point_id, ordinal, name, kind, repository_id, snapshot_id, size_bytes, stored_bytes)
        select ${id}, ${ordinal}, ${`part ${ordinal}`}, 'TREE', repository_id, ${`${id}-${ordinal}`}, 1, 1
        from protected_items where id = ${estate.itemId}`;
    }
  });
}

test.for([
  { partCount: 2, parts: 1 },
  { partCount: 1, parts: 0 },
  { partCount: 1, parts: 2 },
])('a point of $partCount parts with $parts stored cannot be committed', async ({ partCount, parts }) => {
  const estate = await seedEstate(services);
  const { jobId } = await beginBackup(services, estate);
  await expect(insertPoint(estate, { jobId, partCount, parts })).rejects.toMatchObject({
    code: REFUSED,
    constraint_name: 'recovery_point_is_whole',
  });
  expect(await owner`select from recovery_points where item_id = ${estate.itemId}`).toHaveLength(0);
  await insertPoint(estate, { jobId, partCount: 2, parts: 2 });
});

test('a point of no parts cannot be', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await beginBackup(services, estate);
  await expect(insertPoint(estate, { jobId, partCount: 0, parts: 0 })).rejects.toMatchObject({ code: REFUSED });
});

test('one job makes one point at most', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await beginBackup(services, estate);
  await insertPoint(estate, { jobId, partCount: 1, parts: 1 });
  await expect(insertPoint(estate, { jobId, partCount: 1, parts: 1 })).rejects.toMatchObject({ code: NOT_UNIQUE });
});

test('a fencing number never falls', async () => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  await owner`update jobs set attempt = 5 where id = ${jobId}`;
  await expect(owner`update jobs set attempt = 4 where id = ${jobId}`).rejects.toMatchObject({
    code: REFUSED,
    constraint_name: 'jobs_attempt_rises',
  });
});

test('an ended job never changes again, in no column', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await finishBackup(services, hold, backupResult());
  const before = await jobRow(owner, hold.jobId);
  for (const column of Object.keys(before)) {
    const change = owner`update jobs set ${owner(column)} = ${owner(column)} where id = ${hold.jobId}`;
    await expect(change).rejects.toMatchObject({ code: REFUSED, constraint_name: 'jobs_ended_stays' });
  }
  await expect(
    owner`update jobs set ended_at = null, status = 'QUEUED' where id = ${hold.jobId}`,
  ).rejects.toMatchObject({ code: REFUSED });
  expect(await jobRow(owner, hold.jobId)).toEqual(before);
});

test('one open job at most has an exclusion key, in whichever open status', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId: estate.itemId }));
  const insertAnother = async () => {
    await owner`insert into jobs (id, operation, item_id, site_id, requested_by, exclusion_key, max_attempts)
      select ${newId('job', services.clock.now())}, operation, item_id, site_id, requested_by, exclusion_key, max_attempts from jobs where id = ${jobId}`;
  };
  for (const status of ['QUEUED', 'WAITING_APPROVAL', 'IN_PROGRESS', 'CANCELLING']) {
    await owner`update jobs set status = ${status} where id = ${jobId}`;
    await expect(insertAnother()).rejects.toMatchObject({
      code: NOT_UNIQUE,
      constraint_name: 'jobs_one_open_per_exclusion_key',
    });
  }
  await owner`update jobs set status = 'CANCELLED', ended_at = now() where id = ${jobId}`;
  await insertAnother();
});

test('a failed job says why, and only a failed one does', async () => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  const refusal = { code: REFUSED, constraint_name: 'jobs_failed_says_why' };
  await expect(owner`update jobs set status = 'FAILED', ended_at = now() where id = ${jobId}`).rejects.toMatchObject(
    refusal,
  );
  await expect(owner`update jobs set error = '{}' where id = ${jobId}`).rejects.toMatchObject(refusal);
});

test.for(['COMPLETED', 'COMPLETED_WITH_WARNINGS', 'CANCELLED'])(
  'a job that is %s has an end, an open one has none',
  async (status) => {
    const { jobId } = await beginBackup(services, await seedEstate(services));
    const refusal = { code: REFUSED, constraint_name: 'jobs_ended_at_end' };
    await expect(owner`update jobs set status = ${status} where id = ${jobId}`).rejects.toMatchObject(refusal);
    await expect(owner`update jobs set ended_at = now() where id = ${jobId}`).rejects.toMatchObject(refusal);
  },
);

test('a restore has a plan, and a plan has its hash', async () => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  const change = (set: string) => owner.unsafe(`update jobs set ${set} where id = '${jobId}'`);
  await expect(change(`operation = 'RESTORE'`)).rejects.toMatchObject({ constraint_name: 'jobs_restore_has_plan' });
  await expect(change(`plan = '{}'`)).rejects.toMatchObject({ constraint_name: 'jobs_plan_is_hashed' });
});

test('one alert at most is fired for a fingerprint; resolved ones do not count', async () => {
  const insertAlert = (condition: string) => owner`
    insert into alerts (id, kind, fingerprint, severity, condition, error)
    values (${newId('alert', services.clock.now())}, 'BACKUP_FAILED', 'same', 'ERROR', ${condition}, '{}')`;
  await insertAlert('RESOLVED');
  await insertAlert('RESOLVED');
  await insertAlert('FIRED');
  await expect(insertAlert('FIRED')).rejects.toMatchObject({ constraint_name: 'alerts_one_fired_per_fingerprint' });
});

test('one attempt at most of a job is open, and an ended one says how it ended', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await beginBackup(services, estate);
  const insertAttempt = (number: number) => owner`
    insert into job_attempts (job_id, number, worker_id, lease_until) values (${jobId}, ${number}, ${estate.workerId}, now())`;
  await expect(insertAttempt(2)).rejects.toMatchObject({ constraint_name: 'job_attempts_one_open' });
  await expect(owner`update job_attempts set ended_at = now() where job_id = ${jobId}`).rejects.toMatchObject({
    constraint_name: 'job_attempts_end_has_outcome',
  });
  await owner`update job_attempts set ended_at = now(), outcome = 'LOST' where job_id = ${jobId}`;
  await insertAttempt(2);
});

test('two parts of a point have different names, and a snapshot of the engine belongs to one point', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  const result = backupResult();
  await finishBackup(services, hold, result);
  const next = await beginBackup(services, estate);
  await expect(finishBackup(services, next, { ...result })).rejects.toMatchObject({
    cause: { constraint_name: 'recovery_point_parts_repository_id_snapshot_id_unique' },
  });
});

test('every change of a job raises its version by one, also a change that sets another version', async () => {
  const estate = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId: estate.itemId }));
  const { version } = await jobRow(owner, jobId);
  const workerId = await registerTestWorker(services, estate.siteId);
  await begin(services, { jobId, workerId });
  await owner`update jobs set version = 99 where id = ${jobId}`;
  await cancelJob(as(services, 'ADMIN'), request({ jobId }));
  expect(await jobRow(owner, jobId)).toMatchObject({ version: Number(version) + 3 });
});
