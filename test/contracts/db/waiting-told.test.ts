import { afterAll, beforeEach, expect, test } from 'vitest';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { RETENTION } from '@holdfast/db/services/retention/vault-task';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import { as, seedEstate } from '../../kit/estate.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { beginEach, limitVault, setSite } from './admission-kit.ts';
import { jobRow, makePoint } from './kit.ts';
import { claimAll, jobsOf, missedAlerts, NIGHTLY, seedScheduled } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
beforeEach(async () => {
  await clock.set('2026-11-22T12:00Z');
  await owner`update jobs set waits_for = null where waits_for is not null`;
});

const NIGHTS = { timeZone: 'Europe/Berlin', windows: [{ from: '22:00', to: '06:00' }] };
const DUE = '2026-11-23T02:00Z';
const PAUSE_ENDS = '2026-11-23T05:00Z';

/** Items whose backups of two o'clock are queued, in a site that pauses until five where that is said. */
async function seedDue(items: number, settings: { pauses?: object; graceMinutes: number }) {
  const { pauses, graceMinutes } = settings;
  const seeded = await seedScheduled(services, { ...NIGHTLY, graceMinutes }, items);
  if (pauses) await setSite(services, seeded.siteId, { pauses });
  await clock.set(DUE);
  await claimAll(services);
  const jobs = await Promise.all(seeded.itemIds.map((itemId) => jobsOf(owner, itemId)));
  return { ...seeded, jobIds: jobs.map((ofItem) => String(ofItem[0]?.['id'])) };
}

const codeOf = async (itemId: string) =>
  (await missedAlerts(owner, itemId)).map(({ error }) => JSON.stringify(error)).join('\n');

test('a scheduled backup that a limit keeps from beginning in time raises an alert that names the limit', async () => {
  const { vaultId, itemIds, jobIds, workerId } = await seedDue(2, { graceMinutes: 30 });
  await limitVault(services, vaultId, 1);
  for (const jobId of jobIds) await beginAttempt(services, { jobId, workerId });
  await clock.set('2026-11-23T02:31Z');
  await noticeLateRuns(services);
  expect(await codeOf(itemIds[0] ?? '')).toBe('');
  expect(await codeOf(itemIds[1] ?? '')).toContain('Raise the limit of the vault');
});

test('a backup that a pause delays raises no alert in it, nor at its end; from then on it has its grace', async () => {
  const { itemId, jobIds, workerId } = await seedDue(1, { pauses: NIGHTS, graceMinutes: 60 });
  const [jobId = ''] = jobIds;
  await clock.set('2026-11-23T03:30Z');
  await noticeLateRuns(services);
  expect(await codeOf(itemId)).toBe('');
  await beginAttempt(services, { jobId, workerId });
  await clock.set(PAUSE_ENDS);
  await noticeLateRuns(services);
  await releaseWaiting(services);
  await noticeLateRuns(services);
  expect(await codeOf(itemId)).toBe('');
  await clock.set('2026-11-23T06:01Z');
  await noticeLateRuns(services);
  expect(await codeOf(itemId)).toContain('BACKUP_NOT_BEGUN');
});

test('a backup that waits since a pause is told when no worker is left to take it', async () => {
  const { itemId, jobIds, workerId } = await seedDue(1, { pauses: NIGHTS, graceMinutes: 60 });
  await beginAttempt(services, { jobId: jobIds[0] ?? '', workerId });
  await clock.set('2026-11-23T06:01Z');
  await noticeLateRuns(services);
  expect(await codeOf(itemId)).toContain('See that a worker of its site runs');
});

test('after a pause every job that waits on says for what it waits now', async () => {
  const { vaultId, jobIds, workerId } = await seedDue(30, { pauses: NIGHTS, graceMinutes: 60 });
  await limitVault(services, vaultId, 1);
  for (const jobId of jobIds) await beginAttempt(services, { jobId, workerId });
  await clock.set(PAUSE_ENDS);
  expect(await releaseWaiting(services)).toMatchObject({ released: 1 });
  const waits = await Promise.all(jobIds.map(async (jobId) => (await jobRow(owner, jobId))['waits_for']));
  const reasons = waits.map((wait) => /"reason": ?"(\w+)"/.exec(JSON.stringify(wait))?.[1]);
  expect(reasons.filter((reason) => reason === 'VAULT')).toHaveLength(29);
});

test('retention that a pause of days keeps waiting raises no alert', async () => {
  const estate = await seedEstate(services);
  await makePoint(services, estate);
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
  await setSite(services, estate.siteId, { pauses: { windows: [{ days, from: '00:00', to: '24:00' }] } });
  const jobId = await makeRetentionJob(as(services, 'OPERATOR'), estate);
  await clock.set('2026-11-24T12:00Z');
  expect(await beginEach(services, estate, [jobId])).toEqual(['WAITS']);
  await owner`update jobs set created_at = now() - interval '24 hours' where id = ${jobId}`;
  await owner`update vaults set next_retention_at = schedule_now() - interval '1 minute' where id = ${estate.vaultId}`;
  await claimDueVaults(services, RETENTION, 20);
  expect([...(await owner`select error from alerts where vault_id = ${estate.vaultId}`)]).toEqual([]);
});

test('a pause that is taken away early ends then: what was handed out and nobody begins is told after its grace', async () => {
  const { itemId, siteId, jobIds, workerId } = await seedDue(1, { pauses: NIGHTS, graceMinutes: 60 });
  await beginAttempt(services, { jobId: jobIds[0] ?? '', workerId });
  await setSite(services, siteId, { without: ['pauses'] });
  await releaseWaiting(services);
  await clock.set('2026-11-23T03:01Z');
  await noticeLateRuns(services);
  expect(await codeOf(itemId)).toContain('BACKUP_NOT_BEGUN');
});

test('of many that look at once one tells of a late run: it happened once', async () => {
  const { itemIds } = await seedDue(30, { graceMinutes: 30 });
  await clock.set('2026-11-23T02:31Z');
  await Promise.all(Array.from({ length: 8 }, () => noticeLateRuns(services)));
  const counts = await Promise.all(
    itemIds.map(async (id) => (await missedAlerts(owner, id)).map(({ count }) => count)),
  );
  expect(counts).toEqual(itemIds.map(() => [1]));
});

test('a look that has nothing new to tell changes nothing, also when jobs of other vaults come and go', async () => {
  const { vaultId, siteId, jobIds, workerId } = await seedDue(3, { graceMinutes: 60 });
  await limitVault(services, vaultId, 1);
  for (const jobId of jobIds) await beginAttempt(services, { jobId, workerId });
  const rows = () => Promise.all(jobIds.map((jobId) => jobRow(owner, jobId)));
  const before = await rows();
  await releaseWaiting(services);
  await setSite(services, siteId, { maxJobs: 1 });
  await releaseWaiting(services);
  expect(await rows()).toEqual(before);
});
