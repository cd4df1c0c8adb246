import { afterAll, expect, test } from 'vitest';
import { actorRecord } from '@holdfast/db/domain/actor';
import { newId } from '@holdfast/db/domain/ids';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { retryJob } from '@holdfast/db/services/job/retry';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { softDelete } from '../../kit/soft-delete.ts';
import {
  AN_INSTANT,
  auditOf,
  backupResult,
  begin,
  beginBackup,
  beginRestore,
  deliveriesOf,
  eventsOf,
  everything,
  jobRow,
  makePoint,
  PASSING,
  USERS_FAULT,
} from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

test('a job that never began is cancelled at once, and its delivery then does nothing', async () => {
  const { itemId, workerId } = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  expect(await cancelJob(operator, request({ jobId }))).toEqual({ jobId });
  expect(await jobRow(owner, jobId)).toMatchObject({
    status: 'CANCELLED',
    ended_at: AN_INSTANT,
    cancel_requested_by: actorRecord(operator.actor),
  });
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued', 'job.cancelled']);
  expect(await auditOf(owner, jobId)).toMatchObject([
    {},
    { action: 'job.cancel-requested', actor: actorRecord(operator.actor) },
  ]);
  expect(await beginAttempt(services, { jobId, workerId })).toEqual({ kind: 'ENDED' });
});

test('a running job goes to CANCELLING and stays its worker’s until that has taken back what it began', async () => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  await cancelJob(operator, request({ jobId }));
  expect(await jobRow(owner, jobId)).toMatchObject({ status: 'CANCELLING', ended_at: null });
  expect((await eventsOf(owner, jobId)).at(-1)).toBe('job.cancel-requested');
});

test('a job that waits for its next attempt is handed out at once when it is cancelled, to take back what the last one left', async () => {
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await failAttempt(services, hold, { error: PASSING });
  await cancelJob(operator, request({ jobId: hold.jobId }));
  const job = await jobRow(owner, hold.jobId);
  expect(job).toMatchObject({ status: 'CANCELLING' });
  const deliveries = await deliveriesOf(owner, hold.jobId);
  expect(deliveries.map((delivery) => delivery.delaySeconds).toSorted((x, y) => x - y)).toEqual([
    0,
    0,
    expect.toSatisfy((seconds: number) => seconds >= 4 && seconds <= 7),
  ]);
  expect(deliveries.find((delivery) => delivery.id === job['queue_job_id'])).toMatchObject({ delaySeconds: 0 });
  const next = await beginAttempt(services, { jobId: hold.jobId, workerId: estate.workerId });
  expect(next).toMatchObject({ kind: 'BEGUN', attempt: 2, mode: 'CANCEL' });
});

test('asking again to cancel changes nothing: who was first stays named', async () => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  await cancelJob(operator, request({ jobId }));
  const [job, events] = [await jobRow(owner, jobId), await eventsOf(owner, jobId)];
  expect(await cancelJob(as(services, 'ADMIN'), request({ jobId }))).toEqual({ jobId });
  expect(await jobRow(owner, jobId)).toEqual(job);
  expect(await eventsOf(owner, jobId)).toEqual(events);
});

test('a job that has ended cannot be cancelled', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  await finishBackup(services, hold, backupResult());
  const before = await everything(owner);
  const { jobId } = hold;
  await expect(cancelJob(operator, request({ jobId }))).rejects.toMatchObject({
    code: 'JOB_ENDED',
    name: 'ConflictError',
    jobId,
  });
  expect(await everything(owner)).toEqual(before);
});

test('a backup asked for anew right after a cancelled one is made', async () => {
  const { itemId } = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  await cancelJob(operator, request({ jobId }));
  const next = await requestBackup(operator, request({ itemId }));
  expect(next.jobId).not.toBe(jobId);
});

test.for([
  ['cancelJob', cancelJob],
  ['retryJob', retryJob],
] as const)('%s: a job that does not exist is not found', async ([, call]) => {
  const jobId = newId('job', services.clock.now());
  await expect(call(operator, request({ jobId }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test.for([
  ['cancelJob', cancelJob],
  ['retryJob', retryJob],
] as const)('%s: a reader may not', async ([, call]) => {
  const { jobId } = await beginBackup(services, await seedEstate(services));
  await expect(call(as(services, 'READER'), request({ jobId }))).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test('a failed backup is retried as a new job that names the old one, which stays as it was', async () => {
  const { itemId, workerId, siteId } = await seedEstate(services);
  const first = await requestBackup(operator, request({ itemId }));
  const hold = await begin(services, { jobId: first.jobId, workerId });
  await failAttempt(services, hold, { error: USERS_FAULT });
  const before = await jobRow(owner, first.jobId);
  const ctx = as(services, 'OPERATOR');
  const { jobId } = await retryJob(ctx, request({ jobId: first.jobId }));
  expect(await jobRow(owner, jobId)).toMatchObject({
    operation: 'BACKUP',
    status: 'QUEUED',
    item_id: itemId,
    retry_of: first.jobId,
    attempt: 0,
    requested_by: actorRecord(ctx.actor),
    error: null,
  });
  expect(await deliveriesOf(owner, jobId)).toMatchObject([{ name: `backup.run/${siteId}`, delaySeconds: 0 }]);
  expect(await auditOf(owner, jobId)).toEqual([
    { action: 'job.retried', actor: actorRecord(ctx.actor), details: { retryOf: first.jobId } },
  ]);
  expect(await jobRow(owner, first.jobId)).toEqual(before);
});

test('a cancelled restore is retried under the same plan and hash', async () => {
  const estate = await seedEstate(services);
  const recoveryPointId = await makePoint(services, estate);
  const target = { path: '/srv/x', conflict: 'KEEP_BOTH' };
  const first = await requestRestore(operator, request({ recoveryPointId, paths: ['a'], target }));
  await cancelJob(operator, request({ jobId: first.jobId }));
  const { jobId } = await retryJob(operator, request({ jobId: first.jobId }));
  const { plan, plan_hash, exclusion_key } = await jobRow(owner, first.jobId);
  expect(await jobRow(owner, jobId)).toMatchObject({
    operation: 'RESTORE',
    status: 'QUEUED',
    plan,
    plan_hash,
    exclusion_key,
  });
});

test('a retry meets the jobs that are open by then: the same backup, an overlapping restore', async () => {
  const estate = await seedEstate(services);
  const pointId = await makePoint(services, estate);
  const backup = await beginBackup(services, estate);
  await failAttempt(services, backup, { error: USERS_FAULT });
  const open = await beginBackup(services, estate);
  await expect(retryJob(operator, request({ jobId: backup.jobId }))).rejects.toMatchObject({
    code: 'JOB_RUNNING',
    jobId: open.jobId,
  });
  const restore = await beginRestore(services, estate, { pointId, path: '/srv/x/y' });
  await failAttempt(services, restore, { error: USERS_FAULT });
  const around = await beginRestore(services, estate, { pointId, path: '/srv/x' });
  await expect(retryJob(operator, request({ jobId: restore.jobId }))).rejects.toMatchObject({
    code: 'JOB_RUNNING',
    jobId: around.jobId,
  });
});

test('a restore whose point was deleted meanwhile is not retried', async () => {
  const estate = await seedEstate(services);
  const pointId = await makePoint(services, estate);
  const restore = await beginRestore(services, estate, { pointId, path: '/srv/x' });
  await failAttempt(services, restore, { error: USERS_FAULT });
  await softDelete(owner, pointId);
  await expect(retryJob(operator, request({ jobId: restore.jobId }))).rejects.toMatchObject({
    code: 'POINT_NOT_AVAILABLE',
  });
});

test('a backup of an item whose protection was stopped meanwhile is not retried', async () => {
  const estate = await seedEstate(services);
  const backup = await beginBackup(services, estate);
  await failAttempt(services, backup, { error: USERS_FAULT });
  await owner`update protected_items set state = 'STOPPED' where id = ${estate.itemId}`;
  await expect(retryJob(operator, request({ jobId: backup.jobId }))).rejects.toMatchObject({
    code: 'PROTECTION_STOPPED',
  });
});

test('a job that is open or has completed is not retried', async () => {
  const hold = await beginBackup(services, await seedEstate(services));
  const { jobId } = hold;
  const refusal = { code: 'NOT_RETRYABLE', jobId };
  await expect(retryJob(operator, request({ jobId }))).rejects.toMatchObject({
    ...refusal,
    remedy: 'Wait for it to end.',
  });
  await finishBackup(services, hold, backupResult());
  await expect(retryJob(operator, request({ jobId }))).rejects.toMatchObject({
    ...refusal,
    remedy: 'Start a new one.',
  });
});
