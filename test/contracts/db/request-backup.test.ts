import { afterAll, expect, test } from 'vitest';
import { actorRecord, ROLES } from '@holdfast/db/domain/actor';
import { newId } from '@holdfast/db/domain/ids';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { as, asSlackUser, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { atOnce, auditOf, backupResult, begin, deliveriesOf, eventsOf, everything, jobRow, split } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');

test('a requested backup is queued with its delivery, its first event and its audit entry', async () => {
  const { itemId, siteId } = await seedEstate(services);
  const ctx = asSlackUser(services, 'OPERATOR');
  const { jobId } = await requestBackup(ctx, request({ itemId }));
  const job = await jobRow(owner, jobId);
  expect(job).toMatchObject({
    operation: 'BACKUP',
    status: 'QUEUED',
    item_id: itemId,
    site_id: siteId,
    attempt: 0,
    plan: null,
  });
  expect(job['requested_by']).toEqual(actorRecord(ctx.actor));
  expect(await deliveriesOf(owner, jobId)).toEqual([
    { id: job['queue_job_id'], name: `backup.run/${siteId}`, data: { jobId }, delaySeconds: 0 },
  ]);
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued']);
  expect(await auditOf(owner, jobId)).toEqual([
    { action: 'job.backup-requested', actor: actorRecord(ctx.actor), details: { itemId, backupType: 'FULL' } },
  ]);
});

test('nothing of a backup exists when its transaction does not commit: no job, no audit entry, no delivery', async () => {
  const { itemId } = await seedEstate(services);
  await owner.unsafe(`
    create function refuse_commit() returns trigger language plpgsql as 'begin raise exception $$the commit failed$$; end';
    create constraint trigger refuse_commit after insert on jobs deferrable initially deferred for each row execute function refuse_commit()`);
  const before = await everything(owner);
  await expect(requestBackup(operator, request({ itemId }))).rejects.toThrow('the commit failed');
  await owner.unsafe('drop trigger refuse_commit on jobs; drop function refuse_commit');
  expect(await everything(owner)).toEqual(before);
});

test('while a backup of the item is open another one is refused with its id, in whichever open status', async () => {
  const { itemId, workerId } = await seedEstate(services);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  const refusal = { code: 'JOB_RUNNING', name: 'ConflictError', jobId, retryable: true };
  await expect(requestBackup(operator, request({ itemId }))).rejects.toMatchObject(refusal);
  const hold = await begin(services, { jobId, workerId });
  const before = await everything(owner);
  await expect(requestBackup(operator, request({ itemId }))).rejects.toMatchObject(refusal);
  expect(await everything(owner)).toEqual(before);
  await finishBackup(services, hold, backupResult());
  await requestBackup(operator, request({ itemId }));
});

test('of twenty backups of an item asked for at once one is made, and the others are told its id', async () => {
  const { itemId } = await seedEstate(services);
  const { done, refused } = split(await atOnce(20, () => requestBackup(operator, request({ itemId }))));
  expect(done).toHaveLength(1);
  for (const error of refused) expect(error).toMatchObject({ code: 'JOB_RUNNING', jobId: done[0]?.jobId });
  expect(
    await owner`select from queue.job where data->>'jobId' in (select id from jobs where item_id = ${itemId})`,
  ).toHaveLength(1);
});

test('an item that does not exist is not found', async () => {
  const itemId = newId('protectedItem', services.clock.now());
  await expect(requestBackup(operator, request({ itemId }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an item whose protection is stopped takes no new backup', async () => {
  const { itemId } = await seedEstate(services);
  await owner`update protected_items set state = 'STOPPED' where id = ${itemId}`;
  await expect(requestBackup(operator, request({ itemId }))).rejects.toMatchObject({ code: 'PROTECTION_STOPPED' });
});

test('a reader may not ask for a backup, everybody else may', async () => {
  const { itemId } = await seedEstate(services);
  const asking = requestBackup(as(services, 'READER'), request({ itemId }));
  await expect(asking).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
  for (const role of ROLES.filter((each) => each !== 'READER')) {
    const { jobId } = await requestBackup(as(services, role), request({ itemId }));
    await cancelJob(operator, request({ jobId }));
  }
});
