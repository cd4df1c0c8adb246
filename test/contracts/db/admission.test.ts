import { afterAll, beforeEach, expect, test } from 'vitest';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { makeRetentionJob } from '../../kit/retention-jobs.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import {
  addVault,
  beginEach,
  limitVault,
  queueBackups,
  queueServerBackup,
  seedLimited,
  setSite,
} from './admission-kit.ts';
import {
  atOnce,
  backupResult,
  begin,
  beginBackup,
  beginRestore,
  deliveriesOf,
  eventsOf,
  jobRow,
  makePoint,
  PASSING,
  split,
} from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
const operator = as(services, 'OPERATOR');

const NIGHTS = { timeZone: 'Europe/Berlin', windows: [{ from: '22:00', to: '06:00' }] };

/** How many jobs were handed out that had waited. */
async function handOut(): Promise<number> {
  const { released, troubles } = await releaseWaiting(services);
  expect(troubles).toEqual([]);
  return released;
}

/** How many deliveries a job has had. */
const handedOut = async (jobId: string) => (await deliveriesOf(owner, jobId)).length;

beforeEach(async () => {
  await clock.set('2026-11-22T12:00Z');
  await owner`update jobs set waits_for = null where waits_for is not null`;
});

test('a vault with a limit has no more running jobs than that, however many are begun at once', async () => {
  const estate = await seedLimited(services, 2);
  const { workerId } = estate;
  const jobIds = await queueBackups(services, estate, 8);
  const { done, refused } = split(
    await atOnce(8, (index) => beginAttempt(services, { jobId: jobIds[index] ?? '', workerId })),
  );
  expect(refused).toEqual([]);
  expect(done.filter(({ kind }) => kind === 'BEGUN')).toHaveLength(2);
  const waiting = done.filter(({ kind }) => kind === 'WAITS');
  expect(waiting).toHaveLength(6);
  expect(waiting[0]).toMatchObject({ wait: { reason: 'VAULT', limit: 2 } });
});

test('a job that waits says for what, in its row and once in its log, and is still queued', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  expect(await beginEach(services, estate, [first, second, second])).toEqual(['BEGUN', 'WAITS', 'WAITS']);
  expect(await jobRow(owner, second)).toMatchObject({
    status: 'QUEUED',
    attempt: 0,
    waits_for: { reason: 'VAULT', limit: 1 },
  });
  expect(await eventsOf(owner, second)).toEqual(['job.queued', 'job.waits']);
});

test('a place that is free again goes to whoever waited longest, who is then begun', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = '', third = ''] = await queueBackups(services, estate, 3);
  const hold = await begin(services, { jobId: first, workerId: estate.workerId });
  await beginEach(services, estate, [third, second]);
  expect(await handOut()).toBe(0);
  await finishBackup(services, hold, backupResult());
  expect(await handOut()).toBe(1);
  expect([await handedOut(second), await handedOut(third)]).toEqual([2, 1]);
  expect(await jobRow(owner, second)).toMatchObject({ waits_for: null });
  expect(await beginEach(services, estate, [second, third])).toEqual(['BEGUN', 'WAITS']);
  expect(await jobRow(owner, second)).toMatchObject({ status: 'IN_PROGRESS', waits_for: null });
});

test('of many jobs that begin and end at once none is left waiting, and never more run than may', async () => {
  const estate = await seedLimited(services, 3);
  const { workerId } = estate;
  const open = new Set(await queueBackups(services, estate, 24));
  let most = 0;
  const run = async (jobId: string) => {
    const begun = await beginAttempt(services, { jobId, workerId });
    if (begun.kind !== 'BEGUN') return;
    const [row] = await owner<{ running: number }[]>`
      select count(*)::int as running from job_attempts a join jobs j on j.id = a.job_id
      join protected_items i on i.id = j.item_id where a.ended_at is null and i.vault_id = ${estate.vaultId}`;
    most = Math.max(most, row?.running ?? 0);
    await finishBackup(services, { jobId, attempt: begun.attempt }, backupResult());
    open.delete(jobId);
    await handOut();
  };
  // As the queue does it: each delivery is taken once.
  const taken = new Map<string, number>();
  while (open.size > 0) {
    const due = await owner<{ jobId: string; sent: number }[]>`
      select data->>'jobId' as "jobId", count(*)::int as sent from queue.job
      where data->>'jobId' = any(${[...open]}) group by 1`;
    const next = due.filter(({ jobId, sent }) => (taken.get(jobId) ?? 0) < sent).map(({ jobId }) => jobId);
    expect(next).not.toEqual([]);
    for (const jobId of next) taken.set(jobId, (taken.get(jobId) ?? 0) + 1);
    await Promise.all(next.map(run));
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(3);
});

test('a site with a limit counts the jobs of all its vaults', async () => {
  const estate = await seedEstate(services);
  await setSite(services, estate.siteId, { maxJobs: 2 });
  const other = await addVault(services, estate);
  const ofBoth = [
    ...(await queueBackups(services, estate, 1)),
    ...(await queueBackups(services, { ...estate, vaultId: other }, 2)),
  ];
  expect(await beginEach(services, estate, ofBoth)).toEqual(['BEGUN', 'BEGUN', 'WAITS']);
});

test('a limit for each host counts what is read from one host, and the site’s own machine is one, under whatever name', async () => {
  const estate = await seedEstate(services);
  await setSite(services, estate.siteId, { maxJobsPerHost: 1 });
  const [folder = ''] = await queueBackups(services, estate, 1);
  const jobIds = [
    await queueServerBackup(services, estate, 'db1.example'),
    await queueServerBackup(services, estate, 'DB1.example'),
    await queueServerBackup(services, estate, 'db2.example'),
    folder,
    await queueServerBackup(services, estate, '/run/postgresql'),
    await queueServerBackup(services, estate, '127.0.0.1'),
  ];
  const kinds = await beginEach(services, estate, jobIds);
  expect(kinds).toEqual(['BEGUN', 'WAITS', 'BEGUN', 'BEGUN', 'WAITS', 'WAITS']);
  expect(await jobRow(owner, jobIds[1] ?? '')).toMatchObject({
    waits_for: { reason: 'HOST', name: 'db1.example', limit: 1 },
  });
});

test('a restore waits for no place and for no pause, and counts for the backups', async () => {
  const estate = await seedEstate(services);
  const pointId = await makePoint(services, estate);
  await limitVault(services, estate.vaultId, 1);
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  await beginBackup(services, estate);
  await beginRestore(services, estate, { pointId, path: '/srv/a' });
  await clock.set('2026-11-22T23:00Z');
  await beginRestore(services, estate, { pointId, path: '/srv/b' });
  await clock.set('2026-11-23T12:00Z');
  const [jobId = ''] = await queueBackups(services, estate, 1);
  expect(await beginEach(services, estate, [jobId])).toEqual(['WAITS']);
});

test('a pause begins nothing and stops nothing; at its end, by the site’s wall clock, everything that waited is handed out', async () => {
  const estate = await seedEstate(services);
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  const running = await beginBackup(services, estate);
  const [jobId = ''] = await queueBackups(services, estate, 1);
  const retention = await makeRetentionJob(operator, estate);
  await clock.set('2026-11-22T21:00Z');
  expect(await beginEach(services, estate, [jobId, retention])).toEqual(['WAITS', 'WAITS']);
  const until = '2026-11-23T05:00:00.000Z';
  expect(await jobRow(owner, jobId)).toMatchObject({ waits_for: { reason: 'PAUSE', until } });
  await finishBackup(services, running, backupResult());
  await clock.set('2026-11-23T04:59:59Z');
  expect(await handOut()).toBe(0);
  await clock.set('2026-11-23T05:00Z');
  expect(await handOut()).toBe(2);
  expect(await beginEach(services, estate, [jobId, retention])).toEqual(['BEGUN', 'BEGUN']);
});

test('a pause that is taken away ends at once', async () => {
  const estate = await seedEstate(services);
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  await clock.set('2026-11-22T22:00Z');
  const jobIds = await queueBackups(services, estate, 3);
  await beginEach(services, estate, jobIds);
  await setSite(services, estate.siteId, { without: ['pauses'] });
  expect(await handOut()).toBe(3);
});

test('what a job waits for is told anew when it becomes something else', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  await beginEach(services, estate, [first, second]);
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  await clock.set('2026-11-22T22:00Z');
  await handOut();
  const row = await jobRow(owner, second);
  expect(row).toMatchObject({ waits_for: { reason: 'PAUSE' } });
  await handOut();
  expect(await jobRow(owner, second)).toEqual(row);
});

test('a full vault with many waiting hides no job that waits for another vault', async () => {
  const estate = await seedLimited(services, 1);
  const other = { ...estate, vaultId: await addVault(services, estate) };
  await limitVault(services, other.vaultId, 1);
  const ofFull = await queueBackups(services, estate, 25);
  const [first = '', second = ''] = await queueBackups(services, other, 2);
  await beginEach(services, estate, [...ofFull, first, second]);
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  expect(await handOut()).toBe(1);
  expect(await handedOut(second)).toBe(2);
});

test('a job that waits is cancelled at once, and is never handed out again', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  await beginEach(services, estate, [first, second]);
  await cancelJob(operator, request({ jobId: second }));
  expect(await jobRow(owner, second)).toMatchObject({ status: 'CANCELLED', waits_for: null });
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  expect(await handOut()).toBe(0);
});

test('a job whose next attempt waits is handed out when it is cancelled, and what only takes back waits for nothing', async () => {
  const estate = await seedLimited(services, 1);
  const { workerId } = estate;
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  const hold = await begin(services, { jobId: first, workerId });
  await failAttempt(services, hold, { error: PASSING });
  expect(await beginEach(services, estate, [second, first])).toEqual(['BEGUN', 'WAITS']);
  const before = await handedOut(first);
  await cancelJob(operator, request({ jobId: first }));
  expect(await handedOut(first)).toBe(before + 1);
  expect(await beginAttempt(services, { jobId: first, workerId })).toMatchObject({ kind: 'BEGUN', mode: 'CANCEL' });
});

test('a job whose worker has not been heard of for a whole lease holds no place', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = ''] = await queueBackups(services, estate, 2);
  await beginEach(services, estate, [first, second]);
  await owner`update job_attempts set lease_until = now() - interval '1 second' where job_id = ${first}`;
  expect(await handOut()).toBe(1);
  expect(await beginEach(services, estate, [second])).toEqual(['BEGUN']);
});

test('a place that is free is handed to one job, whoever looks and however often, until that one has begun', async () => {
  const estate = await seedLimited(services, 1);
  const jobIds = await queueBackups(services, estate, 6);
  const [first = '', second = '', third = '', fresh = ''] = jobIds;
  await beginEach(services, estate, [first, second, third]);
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  const looks = await Promise.all([1, 2, 3, 4, 5, 6].map(() => handOut()));
  expect(looks.reduce((sum, released) => sum + released, 0)).toBe(1);
  expect(await handOut()).toBe(0);
  expect(await beginEach(services, estate, [fresh, second])).toEqual(['WAITS', 'BEGUN']);
});

test('a place that nobody comes for is handed to the next after a minute', async () => {
  const estate = await seedLimited(services, 1);
  const [first = '', second = '', third = ''] = await queueBackups(services, estate, 3);
  await beginEach(services, estate, [first, second, third]);
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  expect(await handOut()).toBe(1);
  await owner`update jobs set released_at = now() - interval '61 seconds' where id = ${second}`;
  expect(await handOut()).toBe(1);
  expect(await handedOut(third)).toBe(2);
});

test('hundreds that wait for hosts in a paused site hide no job of another site', { timeout: 60_000 }, async () => {
  const paused = await seedEstate(services);
  const other = await seedLimited(services, 1);
  await setSite(services, paused.siteId, { pauses: NIGHTS });
  await clock.set('2026-11-22T22:00Z');
  const [template = ''] = await queueBackups(services, paused, 1);
  await beginEach(services, paused, [template]);
  await owner`insert into jobs
    select (jsonb_populate_record(j, jsonb_build_object('id', 'job_' || md5(n::text), 'exclusion_key', 'k' || n))).*
    from jobs j, generate_series(1, 300) n where j.id = ${template}`;
  const [first = '', second = ''] = await queueBackups(services, other, 2);
  await beginEach(services, other, [first, second]);
  await finishBackup(services, { jobId: first, attempt: 1 }, backupResult());
  expect(await handOut()).toBe(1);
  expect(await handedOut(second)).toBe(2);
  await owner`update jobs set status = 'CANCELLED', ended_at = now(), waits_for = null where exclusion_key like 'k%'`;
});

test('a job that cannot be handed out keeps nobody else waiting, and is told', async () => {
  const estate = await seedLimited(services, 1);
  const [bad = '', first = '', second = ''] = await queueBackups(services, estate, 3);
  await beginEach(services, estate, [first, second, bad]);
  await owner`update jobs set operation = 'REPLICATE', backup_type = null where id = ${bad}`;
  await limitVault(services, estate.vaultId, 3);
  const { released, troubles } = await releaseWaiting(services);
  await owner`update jobs set waits_for = null where id = ${bad}`;
  expect(released).toBe(1);
  expect(troubles).toHaveLength(1);
});

test('a job whose worker died goes on in a pause and beside a full vault: what was left is settled; one that its worker gave back goes on in a pause', async () => {
  const estate = await seedLimited(services, 1);
  const { workerId } = estate;
  const [dead = '', stopped = ''] = await queueBackups(services, estate, 2);
  const hold = await begin(services, { jobId: dead, workerId });
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  await clock.set('2026-11-22T22:00Z');
  await loseAttempt(services, hold, 'its process has ended');
  expect(await beginEach(services, estate, [dead])).toEqual(['BEGUN']);
  await finishBackup(services, { jobId: dead, attempt: 2 }, backupResult());
  await clock.set('2026-11-23T12:00Z');
  await beginEach(services, estate, [stopped]);
  await failAttempt(services, { jobId: stopped, attempt: 1 }, { error: { ...PASSING, code: 'WORKER_STOPPING' } });
  await clock.set('2026-11-23T22:00Z');
  expect(await beginEach(services, estate, [stopped])).toEqual(['BEGUN']);
});

test('a job that its worker gave back goes on in a pause, but not beside a full vault', async () => {
  const estate = await seedLimited(services, 1);
  const [stopped = '', other = ''] = await queueBackups(services, estate, 2);
  const hold = await begin(services, { jobId: stopped, workerId: estate.workerId });
  await failAttempt(services, hold, { error: { ...PASSING, code: 'WORKER_STOPPING' } });
  await beginEach(services, estate, [other]);
  await setSite(services, estate.siteId, { pauses: NIGHTS });
  await clock.set('2026-11-22T22:00Z');
  expect(await beginEach(services, estate, [stopped])).toEqual(['WAITS']);
  expect(await jobRow(owner, stopped)).toMatchObject({ waits_for: { reason: 'VAULT' } });
});
