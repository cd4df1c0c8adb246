import type { Sql } from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { newId } from '@holdfast/db/domain/ids';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import type { SlackPlace } from '@holdfast/db/domain/outbox';
import { subscribeChannel } from '@holdfast/db/services/channel/subscribe';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishCancel } from '@holdfast/db/services/job/finish-cancel';
import { retryJob } from '@holdfast/db/services/job/retry';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { as, asSlackUser, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, begin, deliveriesOf, eventsOf, jobRow, USERS_FAULT } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const operator = as(services, 'OPERATOR');
let channels = 0;

function newPlace(): SlackPlace {
  channels += 1;
  return { teamId: 'T1', channelId: `C${channels}` };
}

async function beginRetention(estate: Estate, askedIn?: SlackPlace) {
  const jobId = await makeRetentionJob(operator, { ...estate, ...(askedIn && { askedIn }) });
  return begin(services, { jobId, workerId: estate.workerId });
}

/** Channels that subscribed to the estate's vault, to its item, to everything, and to the vault of another estate. */
async function subscribers(estate: Estate, other: Estate) {
  const places = { vault: newPlace(), item: newPlace(), everything: newPlace(), otherVault: newPlace() };
  const admin = as(services, 'ADMIN');
  await subscribeChannel(admin, request({ ...places.vault, vaultId: estate.vaultId }));
  await subscribeChannel(admin, request({ ...places.item, itemId: estate.itemId }));
  const { subscriptionId } = await subscribeChannel(admin, request(places.everything));
  await subscribeChannel(admin, request({ ...places.otherVault, vaultId: other.vaultId }));
  const forgetEverything = () => owner`delete from subscriptions where id = ${subscriptionId}`;
  return { ...places, [Symbol.asyncDispose]: async () => void (await forgetEverything()) };
}

/** What a place is told of, in order. */
async function toldIn({ channelId }: SlackPlace): Promise<string[]> {
  const rows = await owner<{ kind: string }[]>`select kind from outbox where channel_id = ${channelId} order by seq`;
  return rows.map(({ kind }) => kind);
}

function alertsOf(sql: Sql, vaultId: string) {
  return sql`select kind, severity, condition, count, item_id, job_id from alerts where vault_id = ${vaultId} order by fired_at`;
}

test('a job of a vault is made with its delivery to the site, and is about no item', async () => {
  const { vaultId, siteId } = await seedEstate(services);
  const jobId = await makeRetentionJob(operator, { vaultId, siteId });
  expect(await jobRow(owner, jobId)).toMatchObject({
    operation: 'RETENTION',
    status: 'QUEUED',
    vault_id: vaultId,
    item_id: null,
    exclusion_key: `retention:${siteId}:${vaultId}`,
  });
  expect(await deliveriesOf(owner, jobId)).toMatchObject([{ name: `retention.apply/${siteId}`, data: { jobId } }]);
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued']);
});

test('one job of a vault at a site is open at a time; another vault, or another site, has its own', async () => {
  const [estate, other] = [await seedEstate(services), await seedEstate(services)];
  const jobId = await makeRetentionJob(operator, estate);
  await expect(makeRetentionJob(operator, estate)).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
  await makeRetentionJob(operator, { vaultId: other.vaultId, siteId: estate.siteId });
  await makeRetentionJob(operator, { vaultId: estate.vaultId, siteId: other.siteId });
  await cancelJob(operator, request({ jobId }));
  expect(await makeRetentionJob(operator, estate)).not.toBe(jobId);
});

test.for([
  ['an item and a vault', (estate: Estate) => [estate.itemId, estate.vaultId]],
  ['neither', () => [null, null]],
] as const)('the store takes no job that is about %s', async ([, subject]) => {
  const estate = await seedEstate(services);
  const [itemId = null, vaultId = null] = subject(estate);
  const id = newId('job', services.clock.now());
  await expect(
    owner`insert into jobs (id, operation, item_id, vault_id, site_id, requested_by, exclusion_key, max_attempts)
      values (${id}, 'RETENTION', ${itemId}, ${vaultId}, ${estate.siteId}, '{}', ${id}, 1)`,
  ).rejects.toMatchObject({ constraint_name: 'jobs_one_subject' });
});

test('a job of a vault has its message where it was asked for and nowhere else, to its end', async () => {
  const estate = await seedEstate(services);
  await using told = await subscribers(estate, await seedEstate(services));
  const asked = newPlace();
  const hold = await beginRetention(estate, asked);
  await finishRetention(services, hold, NO_WARNINGS);
  expect(await toldIn(asked)).toEqual(['JOB', 'REPLY']);
  await finishRetention(services, await beginRetention(estate), NO_WARNINGS);
  expect(await toldIn(asked)).toEqual(['JOB', 'REPLY']);
  for (const place of [told.vault, told.item, told.everything, told.otherVault])
    expect(await toldIn(place)).toEqual([]);
});

test('a job of a vault is cancelled: at once before it began, else once its worker has stopped', async () => {
  const estate = await seedEstate(services);
  const jobId = await makeRetentionJob(operator, estate);
  await cancelJob(operator, request({ jobId }));
  expect(await jobRow(owner, jobId)).toMatchObject({ status: 'CANCELLED' });
  const hold = await beginRetention(estate);
  await cancelJob(operator, request({ jobId: hold.jobId }));
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLING' });
  await finishCancel(services, hold);
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'CANCELLED', result: null });
  expect(await alertsOf(owner, estate.vaultId)).toEqual([]);
});

test('a failed job of a vault is retried as a new one of the same vault at the same site', async () => {
  const estate = await seedEstate(services);
  const { jobId: failed } = await beginRetention(estate);
  await failAttempt(services, { jobId: failed, attempt: 1 }, { error: USERS_FAULT });
  const place = newPlace();
  const ctx = asSlackUser(services, 'CONTRIBUTOR');
  const { jobId } = await retryJob(ctx, request({ jobId: failed, announce: place }));
  expect(await jobRow(owner, jobId)).toMatchObject({
    operation: 'RETENTION',
    status: 'QUEUED',
    vault_id: estate.vaultId,
    item_id: null,
    site_id: estate.siteId,
    retry_of: failed,
    exclusion_key: `retention:${estate.siteId}:${estate.vaultId}`,
  });
  expect(await deliveriesOf(owner, jobId)).toHaveLength(1);
  expect(await auditOf(owner, jobId)).toMatchObject([{ action: 'job.retried', details: { retryOf: failed } }]);
  expect(await toldIn(place)).toEqual(['JOB']);
  await expect(retryJob(ctx, request({ jobId: failed }))).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
});

test('a failed job of a vault raises an alert of the vault, told to who subscribed to it or to everything', async () => {
  const [estate, other] = [await seedEstate(services), await seedEstate(services)];
  await using told = await subscribers(estate, other);
  const hold = await beginRetention(estate);
  expect(await failAttempt(services, hold, { error: USERS_FAULT })).toEqual({ ended: true });
  expect(await jobRow(owner, hold.jobId)).toMatchObject({ status: 'FAILED', error: USERS_FAULT });
  expect(await alertsOf(owner, estate.vaultId)).toEqual([
    { kind: 'RETENTION_FAILED', severity: 'ERROR', condition: 'FIRED', count: 1, item_id: null, job_id: hold.jobId },
  ]);
  expect(await toldIn(told.vault)).toEqual(['ALERT']);
  expect(await toldIn(told.everything)).toEqual(['ALERT']);
  expect(await toldIn(told.item)).toEqual([]);
  expect(await toldIn(told.otherVault)).toEqual([]);
});

test('an alert of a vault is told where its job is followed too', async () => {
  const estate = await seedEstate(services);
  const asked = newPlace();
  await failAttempt(services, await beginRetention(estate, asked), { error: USERS_FAULT });
  expect((await toldIn(asked)).toSorted()).toEqual(['ALERT', 'JOB', 'REPLY']);
});

test('the same failure of a vault counts up; the next job of that vault that completes resolves it, and no other’s', async () => {
  const [estate, other] = [await seedEstate(services), await seedEstate(services)];
  for (const of of [estate, other]) await failAttempt(services, await beginRetention(of), { error: USERS_FAULT });
  await failAttempt(services, await beginRetention(estate), { error: USERS_FAULT });
  expect(await alertsOf(owner, estate.vaultId)).toMatchObject([{ condition: 'FIRED', count: 2 }]);
  await finishRetention(services, await beginRetention(estate), NO_WARNINGS);
  expect(await alertsOf(owner, estate.vaultId)).toMatchObject([{ condition: 'RESOLVED', count: 2 }]);
  expect(await alertsOf(owner, other.vaultId)).toMatchObject([{ condition: 'FIRED', count: 1 }]);
});

test('a worker that falls silent during a job of a vault is told on it and at the vault, until the job ends', async () => {
  // Whoever notices lost workers looks at all there are.
  await using own = await openServices();
  const estate = await seedEstate(own.services);
  const jobId = await makeRetentionJob(as(own.services, 'OPERATOR'), estate);
  const hold = await begin(own.services, { jobId, workerId: estate.workerId });
  await own.owner`update workers set heartbeat_at = now() - interval '11 seconds'`;
  expect(await noticeLostWorkers(own.services)).toBe(1);
  expect(await eventsOf(own.owner, jobId)).toEqual(['job.queued', 'attempt.started', 'worker.silent']);
  const names = (await deliveriesOf(own.owner, jobId)).map(({ name }) => name);
  expect(names).toContain(`job.reconcile/${estate.siteId}`);
  const lost = { kind: 'WORKER_LOST', severity: 'WARNING', item_id: null, job_id: jobId };
  expect(await alertsOf(own.owner, estate.vaultId)).toMatchObject([{ ...lost, condition: 'FIRED' }]);
  await finishRetention(own.services, hold, NO_WARNINGS);
  expect(await alertsOf(own.owner, estate.vaultId)).toMatchObject([{ ...lost, condition: 'RESOLVED' }]);
  expect(await beginAttempt(own.services, { jobId, workerId: estate.workerId })).toEqual({ kind: 'ENDED' });
});
