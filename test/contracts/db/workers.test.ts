import type { Sql } from 'postgres';
import { expect, test } from 'vitest';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { LEASE_SECONDS } from '@holdfast/db/services/job/begin-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { beat } from '@holdfast/db/services/worker/beat';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { stopWorker } from '@holdfast/db/services/worker/stop';
import { as, protectFolder, registerTestWorker, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { atOnce, backupResult, begin, beginBackup, deliveriesOf, eventsOf, everything, split } from './kit.ts';

// Each test has a database of its own: whoever notices lost workers looks at all there are.

/** The worker was last heard of so long ago. */
async function silence(owner: Sql, workerId: string, seconds: number): Promise<void> {
  await owner`update workers set heartbeat_at = now() - make_interval(secs => ${seconds}) where id = ${workerId}`;
}

async function lostAt(owner: Sql, workerId: string): Promise<unknown> {
  const [worker] = await owner`select lost_at from workers where id = ${workerId}`;
  return worker?.['lost_at'];
}

async function reconciliationsOf(owner: Sql, jobId: string) {
  const deliveries = await deliveriesOf(owner, jobId);
  return deliveries.filter((delivery) => delivery.name.startsWith('job.reconcile/'));
}

test('a beat renews the leases of the worker’s open attempts, those alone, and says what is wanted of them', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const [estate, other] = [await seedEstate(services), await seedEstate(services)];
  const ended = await beginBackup(services, estate);
  await finishBackup(services, ended, backupResult());
  const running = await beginBackup(services, estate);
  const { vaultId, policyId, workerId } = estate;
  const item = await protectFolder(as(services, 'ADMIN'), { vaultId, policyId, name: 'second', path: '/srv/second' });
  const cancelled = await beginBackup(services, { ...estate, ...item });
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: cancelled.jobId }));
  const anothers = await beginBackup(services, other);
  await owner`update job_attempts set lease_until = now() - interval '1 hour'`;

  const held = await beat(services, workerId);
  expect(held).toHaveLength(2);
  expect(held).toEqual(
    expect.arrayContaining([
      { ...running, status: 'IN_PROGRESS' },
      { ...cancelled, status: 'CANCELLING' },
    ]),
  );
  const leases = await owner<{ job_id: string; seconds: number }[]>`
    select a.job_id, round(extract(epoch from a.lease_until - w.heartbeat_at))::int as seconds
    from job_attempts a join workers w on w.id = ${workerId}`;
  const secondsOf = (hold: { jobId: string }) => leases.find((lease) => lease.job_id === hold.jobId)?.seconds;
  expect([running, cancelled].map(secondsOf)).toEqual([LEASE_SECONDS, LEASE_SECONDS]);
  expect(secondsOf(ended)).toBeLessThan(0);
  expect(secondsOf(anothers)).toBeLessThan(0);
});

test('a beat no longer names an attempt that was lost, nor one that another worker took over', async () => {
  await using kit = await openServices();
  const { services } = kit;
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await loseAttempt(services, hold, 'gone');
  expect(await beat(services, estate.workerId)).toEqual([]);
  const workerId = await registerTestWorker(services, estate.siteId);
  const next = await begin(services, { jobId: hold.jobId, workerId });
  expect(await beat(services, estate.workerId)).toEqual([]);
  expect(await beat(services, workerId)).toEqual([{ ...next, status: 'IN_PROGRESS' }]);
});

test('a worker is lost after ten seconds of silence and not before', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const { workerId } = await seedEstate(services);
  await silence(owner, workerId, 5);
  expect(await noticeLostWorkers(services)).toBe(0);
  expect(await lostAt(owner, workerId)).toBeNull();
  await silence(owner, workerId, 11);
  expect(await noticeLostWorkers(services)).toBe(1);
  expect(await lostAt(owner, workerId)).toBeInstanceOf(Date);
  expect(await noticeLostWorkers(services)).toBe(0);
});

test('a lost worker is told once on each of its open jobs, with one alert, and asks for one reconciliation of each, however often it is noticed', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const estate = await seedEstate(services);
  const { vaultId, policyId, workerId, siteId } = estate;
  const item = await protectFolder(as(services, 'ADMIN'), { vaultId, policyId, name: 'second', path: '/srv/second' });
  const holds = [await beginBackup(services, estate), await beginBackup(services, { ...estate, ...item })];
  await silence(owner, workerId, 11);

  const { done, refused } = split(await atOnce(10, () => noticeLostWorkers(services)));
  expect(refused).toEqual([]);
  expect(done.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  await noticeLostWorkers(services);

  for (const { jobId } of holds) {
    expect(await eventsOf(owner, jobId)).toEqual(['job.queued', 'attempt.started', 'worker.silent']);
    expect(await reconciliationsOf(owner, jobId)).toMatchObject([
      { name: `job.reconcile/${siteId}`, data: { jobId }, delaySeconds: 0 },
    ]);
  }
  expect(await owner`select kind, severity, condition from alerts`).toEqual([
    { kind: 'WORKER_LOST', severity: 'WARNING', condition: 'FIRED' },
  ]);
});

test('noticing does not take over: the attempt stays open, its lease and its job as they were', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const estate = await seedEstate(services);
  await beginBackup(services, estate);
  await silence(owner, estate.workerId, 11);
  const before = await everything(owner);
  await noticeLostWorkers(services);
  const after = await everything(owner);
  for (const table of ['public.jobs', 'public.job_attempts']) expect(after[table]).toEqual(before[table]);
});

test('a reconciliation is asked for again while an attempt of a lost worker stays open, and not any more after', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await silence(owner, estate.workerId, 11);
  await noticeLostWorkers(services);
  const take = async () =>
    owner`update queue.job set state = 'completed', completed_on = now() where name like 'job.reconcile/%'`;
  await take();
  await noticeLostWorkers(services);
  expect(await reconciliationsOf(owner, hold.jobId)).toHaveLength(2);
  await take();
  await loseAttempt(services, hold, 'gone');
  await noticeLostWorkers(services);
  expect(await reconciliationsOf(owner, hold.jobId)).toHaveLength(2);
});

test('a worker that is heard again is no longer lost, and is told anew when it falls silent again', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await silence(owner, estate.workerId, 11);
  await noticeLostWorkers(services);
  expect(await beat(services, estate.workerId)).toEqual([{ ...hold, status: 'IN_PROGRESS' }]);
  expect(await lostAt(owner, estate.workerId)).toBeNull();
  expect(await noticeLostWorkers(services)).toBe(0);
  await silence(owner, estate.workerId, 11);
  expect(await noticeLostWorkers(services)).toBe(1);
  expect((await eventsOf(owner, hold.jobId)).filter((type) => type === 'worker.silent')).toHaveLength(2);
  expect(await owner`select count from alerts`).toEqual([{ count: 2 }]);
});

test('the alert of a lost worker resolves when the job it was busy with ends', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const estate = await seedEstate(services);
  const hold = await beginBackup(services, estate);
  await silence(owner, estate.workerId, 11);
  await noticeLostWorkers(services);
  await finishBackup(services, hold, backupResult());
  expect(await owner`select condition from alerts`).toEqual([{ condition: 'RESOLVED' }]);
});

test('a worker that stopped by itself is not lost, however long ago that was', async () => {
  await using kit = await openServices();
  const { services, owner } = kit;
  const { workerId } = await seedEstate(services);
  await stopWorker(services, workerId);
  await silence(owner, workerId, 3600);
  expect(await noticeLostWorkers(services)).toBe(0);
  expect(await lostAt(owner, workerId)).toBeNull();
});
