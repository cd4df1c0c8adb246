import { afterAll, beforeEach, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { FencedError } from '@holdfast/db/domain/errors';
import { findRepositoryUse } from '@holdfast/db/queries/maintenance';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { blockRepository, unblockRepository } from '@holdfast/db/services/lease/block';
import { giveUpLease, takeLease } from '@holdfast/db/services/lease/take';
import { finishPrune } from '@holdfast/db/services/prune/finish';
import { updateSite } from '@holdfast/db/services/site/update';
import { as, request } from '../../kit/estate.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { limitVault, queueBackups } from './admission-kit.ts';
import { atOnce, backupResult, begin, beginBackup, eventsOf, jobRow, makePoint, PASSING, split } from './kit.ts';
import { beginPrune, seedWritten, type Pruned } from './prune-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
const operator = as(services, 'OPERATOR');
const admin = as(services, 'ADMIN');

beforeEach(async () => {
  await clock.set('2026-11-22T12:00Z');
  await owner`update jobs set waits_for = null where waits_for is not null`;
});

const DONE = { message: 'done', warnings: NO_WARNINGS, comesAgain: false };
const backupOf = async ({ itemId }: Pruned) => (await requestBackup(operator, request({ itemId }))).jobId;
const restoreOf = async (recoveryPointId: string) => {
  const input = { recoveryPointId, target: { path: `/srv/back/${recoveryPointId}` } };
  return (await requestRestore(operator, request(input))).jobId;
};
const waitOf = async (jobId: string) => (await jobRow(owner, jobId))['waits_for'];

async function vaultName({ vaultId }: Pruned): Promise<string> {
  const [row] = await owner<{ name: string }[]>`select name from vaults where id = ${vaultId}`;
  return row?.name ?? '';
}

test('a backup and a restore of a repository that is blocked wait, are told why, and begin once that is over', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId } = estate;
  const pointId = await makePoint(services, estate);
  const prune = await beginPrune(services, estate);
  const jobIds = [await backupOf(estate), await restoreOf(pointId)];
  await blockRepository(services, prune, repositoryId);
  const wait = { reason: 'MAINTENANCE', name: await vaultName(estate) };
  for (const jobId of jobIds) {
    expect(await beginAttempt(services, { jobId, workerId })).toEqual({ kind: 'WAITS', wait });
    expect(await waitOf(jobId)).toEqual(wait);
    expect(await eventsOf(owner, jobId)).toEqual(['job.queued', 'job.waits']);
  }
  expect(await findRepositoryUse(services.db, repositoryId)).toEqual({ running: 0, waiting: 2, restoreWaits: true });
  expect(await releaseWaiting(services)).toEqual({ released: 0, troubles: [] });
  await unblockRepository(services, prune, repositoryId);
  expect(await releaseWaiting(services)).toEqual({ released: 2, troubles: [] });
  // Until they have begun it is their turn.
  expect(await findRepositoryUse(services.db, repositoryId)).toEqual({ running: 0, waiting: 2, restoreWaits: true });
  for (const jobId of jobIds)
    expect(await beginAttempt(services, { jobId, workerId })).toMatchObject({ kind: 'BEGUN' });
  expect(await findRepositoryUse(services.db, repositoryId)).toEqual({ running: 2, waiting: 0, restoreWaits: false });
});

test('retention and whatever is kept in another repository do not wait', async () => {
  const [estate, other] = [await seedWritten(owner, services), await seedWritten(owner, services)];
  const prune = await beginPrune(services, estate);
  await blockRepository(services, prune, estate.repositoryId);
  const retention = await makeRetentionJob(admin, estate);
  await begin(services, { jobId: retention, workerId: estate.workerId });
  await beginBackup(services, other);
});

test('of the backups that begin at the moment of a block each waits, or is seen by whoever blocks', async () => {
  for (let round = 0; round < 3; round++) {
    const estate = await seedWritten(owner, services);
    const { workerId, repositoryId } = estate;
    const jobIds = await queueBackups(services, estate, 20);
    await owner`update protected_items set repository_id = ${repositoryId} where vault_id = ${estate.vaultId}`;
    const prune = await beginPrune(services, estate);
    let seen = -1;
    const { done, refused } = split(
      await atOnce(21, async (index) => {
        const jobId = jobIds[index];
        if (jobId !== undefined) return (await beginAttempt(services, { jobId, workerId })).kind;
        await blockRepository(services, prune, repositoryId);
        seen = (await findRepositoryUse(services.db, repositoryId)).running;
        return 'BLOCKED';
      }),
    );
    expect(refused).toEqual([]);
    expect(done.filter((kind) => kind === 'BEGUN')).toHaveLength(seen);
    expect(done.filter((kind) => kind === 'WAITS')).toHaveLength(20 - seen);
  }
});

test('a block counts only while its worker is heard of, and ends with its attempt', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId } = estate;
  const prune = await beginPrune(services, estate);
  await blockRepository(services, prune, repositoryId);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  expect(await beginAttempt(services, { jobId: first, workerId })).toMatchObject({ kind: 'WAITS' });
  await owner`update job_attempts set lease_until = now() - interval '1 second' where job_id = ${prune.jobId}`;
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  await begin(services, { jobId: first, workerId });
  await owner`update job_attempts set lease_until = now() + interval '1 minute' where job_id = ${prune.jobId}`;
  expect(await beginAttempt(services, { jobId: second, workerId })).toMatchObject({ kind: 'WAITS' });
  await loseAttempt(services, prune, 'a test');
  expect(await owner`select from repository_leases where repository_id = ${repositoryId}`).toHaveLength(0);
  await begin(services, { jobId: second, workerId });
  expect(await eventsOf(owner, prune.jobId)).toContain('prune.unblocked');
});

test.each(['COMPLETED', 'FAILED', 'RETRIED'] as const)(
  'an attempt that ends as %s leaves no lease',
  async (outcome) => {
    const estate = await seedWritten(owner, services);
    const prune = await beginPrune(services, estate);
    await blockRepository(services, prune, estate.repositoryId);
    if (outcome === 'COMPLETED') await finishPrune(services, prune, DONE);
    else await failAttempt(services, prune, { error: { ...PASSING, retryable: outcome === 'RETRIED' } });
    expect(await owner`select outcome from job_attempts where job_id = ${prune.jobId}`).toEqual([{ outcome }]);
    expect(await owner`select from repository_leases where repository_id = ${estate.repositoryId}`).toHaveLength(0);
    await beginBackup(services, estate);
  },
);

test('only the attempt that has the lease blocks; who else holds it is named, and it can be had once that one gave it up', async () => {
  const estate = await seedWritten(owner, services);
  const { repositoryId } = estate;
  const prune = await beginPrune(services, estate);
  const retention = await begin(services, { jobId: await makeRetentionJob(admin, estate), workerId: estate.workerId });
  const lease = { repositoryId, purpose: 'REMOVAL' } as const;
  expect(await takeLease(services, retention, lease)).toEqual({ jobId: prune.jobId, purpose: 'PRUNE' });
  await expect(blockRepository(services, retention, repositoryId)).rejects.toThrow(FencedError);
  await giveUpLease(services, retention, repositoryId);
  expect(await takeLease(services, retention, lease)).toMatchObject({ jobId: prune.jobId });
  await giveUpLease(services, prune, repositoryId);
  expect(await takeLease(services, retention, lease)).toBeNull();
  await expect(blockRepository(services, prune, repositoryId)).rejects.toThrow(FencedError);
});

test('in a pause a restore that waited for a block begins when that is over; a backup is told of the pause instead', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId, siteId } = estate;
  const pointId = await makePoint(services, estate);
  const prune = await beginPrune(services, estate);
  const [backup, restore] = [await backupOf(estate), await restoreOf(pointId)];
  await blockRepository(services, prune, repositoryId);
  for (const jobId of [backup, restore]) await beginAttempt(services, { jobId, workerId });
  const NIGHTS = { timeZone: 'Europe/Berlin', windows: [{ from: '22:00', to: '06:00' }] };
  await updateSite(admin, request({ siteId, pauses: NIGHTS }));
  await clock.set('2026-11-22T23:00Z');
  await releaseWaiting(services);
  expect(await waitOf(backup)).toMatchObject({ reason: 'PAUSE' });
  expect(await waitOf(restore)).toMatchObject({ reason: 'MAINTENANCE' });
  await unblockRepository(services, prune, repositoryId);
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  await begin(services, { jobId: restore, workerId });
  expect(await beginAttempt(services, { jobId: backup, workerId })).toMatchObject({ wait: { reason: 'PAUSE' } });
  await owner`update sites set pauses = null where id = ${siteId}`;
});

test('what its worker left waits for a block as well, and for nothing else', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId, vaultId } = estate;
  const prune = await beginPrune(services, estate);
  const [lost = '', running = ''] = await queueBackups(services, estate, 2);
  const hold = await begin(services, { jobId: lost, workerId });
  await loseAttempt(services, hold, 'a test');
  await blockRepository(services, prune, repositoryId);
  expect(await beginAttempt(services, { jobId: lost, workerId })).toMatchObject({ kind: 'WAITS' });
  await unblockRepository(services, prune, repositoryId);
  await begin(services, { jobId: running, workerId });
  await limitVault(services, vaultId, 1);
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  await begin(services, { jobId: lost, workerId });
});

test('a limit that is full when a block is over keeps the backups that waited, and is what they are told', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId } = estate;
  const prune = await beginPrune(services, estate);
  const jobIds = await queueBackups(services, estate, 3);
  await blockRepository(services, prune, repositoryId);
  for (const jobId of jobIds) await beginAttempt(services, { jobId, workerId });
  await limitVault(services, estate.vaultId, 1);
  await unblockRepository(services, prune, repositoryId);
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  const [first = '', second = '', third = ''] = jobIds;
  expect(await waitOf(second)).toMatchObject({ reason: 'VAULT', limit: 1 });
  const firstHold = await begin(services, { jobId: first, workerId });
  await finishBackup(services, firstHold, backupResult());
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  expect(await waitOf(third)).toMatchObject({ reason: 'VAULT' });
});

test('a backup that waits for a block can be cancelled; one that is taking back what it began is not kept from it', async () => {
  const estate = await seedWritten(owner, services);
  const { workerId, repositoryId } = estate;
  const [waiting = '', cancelling = ''] = await queueBackups(services, estate, 2);
  const hold = await begin(services, { jobId: cancelling, workerId });
  await cancelJob(operator, request({ jobId: cancelling }));
  await loseAttempt(services, hold, 'a test');
  const prune = await beginPrune(services, estate);
  await blockRepository(services, prune, repositoryId);
  await beginAttempt(services, { jobId: waiting, workerId });
  await cancelJob(operator, request({ jobId: waiting }));
  expect(await jobRow(owner, waiting)).toMatchObject({ status: 'CANCELLED', waits_for: null });
  expect(await beginAttempt(services, { jobId: cancelling, workerId })).toMatchObject({
    kind: 'BEGUN',
    mode: 'CANCEL',
  });
  // Whoever cleans up sees it, and stops.
  expect(await findRepositoryUse(services.db, repositoryId)).toMatchObject({ running: 1 });
});
