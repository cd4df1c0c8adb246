import { afterAll, beforeEach, expect, test } from 'vitest';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { claimDueRuns, replanAfterClockWentBack } from '@holdfast/db/services/schedule/claim-due';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { backupResult, begin, deliveriesOf, eventsOf } from './kit.ts';
import { claimAll, jobsOf, missedAlerts, nextRunOf, NIGHTLY, runsOf, seedScheduled } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');

/** A job of an item, as a worker that takes it and completes it. */
async function complete(itemId: string, workerId: string): Promise<void> {
  const job = (await jobsOf(owner, itemId)).at(-1);
  const hold = await begin(services, { jobId: String(job?.['id']), workerId });
  await finishBackup(services, hold, backupResult());
}

beforeEach(async () => {
  await clock.set('2026-11-22T12:00Z');
  await owner`delete from item_schedules`;
});

test('an item is planned when it is put under a policy; without a schedule nothing is', async () => {
  const { itemId } = await seedScheduled(services, NIGHTLY);
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 02:00');
  expect(await claimAll(services)).toBe(0);
});

test('a due run is queued as a backup with its delivery and its event, once, and the next is planned', async () => {
  const { itemId, siteId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-23T02:00:01Z');
  expect(await claimAll(services)).toBe(1);
  const [job, ...others] = await jobsOf(owner, itemId);
  expect(others).toEqual([]);
  expect(job).toMatchObject({
    operation: 'BACKUP',
    status: 'QUEUED',
    requested_by: { type: 'system', component: 'schedule' },
  });
  const jobId = String(job?.['id']);
  expect(await deliveriesOf(owner, jobId)).toMatchObject([
    { id: job?.['queue_job_id'], name: `backup.run/${siteId}`, data: { jobId } },
  ]);
  expect(await eventsOf(owner, jobId)).toEqual(['job.queued']);
  expect(await runsOf(owner, itemId)).toMatchObject([
    { rule: 'nightly', outcome: 'QUEUED', count: 1, due: '2026-11-23 02:00', job: jobId },
  ]);
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-24 02:00');
  expect(await claimAll(services)).toBe(0);
  expect(await missedAlerts(owner, itemId)).toEqual([]);
});

test('rules that are due together share one backup, and one that waits already serves a later run as well', async () => {
  const weekly = { key: 'weekly', kind: 'WEEKLY', days: ['MONDAY'], times: ['02:00'] };
  const { itemId } = await seedScheduled(services, { rules: [...NIGHTLY.rules, weekly] });
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  expect(new Set((await runsOf(owner, itemId)).map(({ outcome }) => outcome))).toEqual(new Set(['JOINED', 'QUEUED']));
  await clock.set('2026-11-24T02:00Z');
  await claimAll(services);
  expect((await runsOf(owner, itemId)).at(-1)).toMatchObject({ rule: 'nightly', outcome: 'JOINED' });
  expect(await jobsOf(owner, itemId)).toHaveLength(1);
});

test('a run that is due while the backup before still runs is left out, and recorded with that job', async () => {
  const { itemId, workerId } = await seedScheduled(services, NIGHTLY);
  const { jobId } = await requestBackup(as(services, 'OPERATOR'), request({ itemId }));
  await begin(services, { jobId, workerId });
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  expect(await runsOf(owner, itemId)).toMatchObject([{ outcome: 'OVERLAPPED', job: jobId, due: '2026-11-23 02:00' }]);
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-24 02:00');
});

test('after three days without a scheduler one backup catches up, the others are one outcome with their count and an alert', async () => {
  const hourly = { rules: [{ key: 'hourly', kind: 'INTERVAL', everyMinutes: 60 }] };
  const { itemId, workerId } = await seedScheduled(services, hourly);
  await clock.set('2026-11-25T12:30Z');
  await claimAll(services);
  const runs = await runsOf(owner, itemId);
  expect(runs.toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1))).toMatchObject([
    { outcome: 'MISSED', count: 71, first: '2026-11-22 13:00', due: '2026-11-25 11:00', job: null },
    { outcome: 'QUEUED', count: 1, first: '2026-11-25 12:00', due: '2026-11-25 12:00' },
  ]);
  const [alert] = await missedAlerts(owner, itemId);
  expect(alert).toMatchObject({ condition: 'FIRED', count: 1, severity: 'ERROR' });
  expect(JSON.stringify(alert?.['error'])).toContain('71 scheduled backups');
  await complete(itemId, workerId);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('a policy that skips makes no backup for what was missed, but for a run that is only a little late', async () => {
  const { itemId } = await seedScheduled(services, { ...NIGHTLY, catchUp: 'SKIP', graceMinutes: 30 });
  await clock.set('2026-11-25T12:30Z');
  await claimAll(services);
  expect(await runsOf(owner, itemId)).toMatchObject([
    { outcome: 'MISSED', count: 3, first: '2026-11-23 02:00', due: '2026-11-25 02:00' },
  ]);
  expect(await jobsOf(owner, itemId)).toEqual([]);
  await clock.set('2026-11-26T02:29Z');
  await claimAll(services);
  expect((await runsOf(owner, itemId)).at(-1)).toMatchObject({ outcome: 'QUEUED', due: '2026-11-26 02:00' });
});

test('what was due last is queued first after an outage', async () => {
  const early = await seedScheduled(services, NIGHTLY);
  const late = await seedScheduled(services, { rules: [{ key: 'noon', kind: 'DAILY', times: ['12:00'] }] });
  await clock.set('2026-11-23T13:00Z');
  expect(await claimDueRuns(services, 1)).toMatchObject({ settled: 1, troubles: [] });
  expect(await jobsOf(owner, late.itemId)).toHaveLength(1);
  expect(await jobsOf(owner, early.itemId)).toEqual([]);
});

test('a run that nobody queues is told once after the grace time, also when no scheduler is left', async () => {
  const { itemId, workerId } = await seedScheduled(services, { ...NIGHTLY, graceMinutes: 30 });
  await clock.set('2026-11-23T02:30Z');
  expect(await noticeLateRuns(services)).toBe(0);
  await clock.set('2026-11-23T02:31Z');
  expect(await noticeLateRuns(services)).toBe(1);
  expect(await noticeLateRuns(services)).toBe(0);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'FIRED', count: 1 }]);
  await claimAll(services);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'FIRED', count: 1 }]);
  await complete(itemId, workerId);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('an item whose protection is stopped does not run, its due runs say why, and nobody is called', async () => {
  const { itemId } = await seedScheduled(services, NIGHTLY);
  await owner`update protected_items set state = 'STOPPED' where id = ${itemId}`;
  await clock.set('2026-11-25T12:00Z');
  await noticeLateRuns(services);
  expect(await missedAlerts(owner, itemId)).toEqual([]);
  expect(await claimAll(services)).toBe(1);
  expect(await jobsOf(owner, itemId)).toEqual([]);
  expect(await runsOf(owner, itemId)).toMatchObject([{ outcome: 'STOPPED', count: 3, due: '2026-11-25 02:00' }]);
});

test('a clock that jumps ahead and is put back does not keep an item from running until that moment comes again', async () => {
  const { itemId, workerId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2027-11-22T12:00Z');
  await claimAll(services);
  await complete(itemId, workerId);
  expect(await nextRunOf(owner, itemId)).toBe('2027-11-23 02:00');
  await clock.set('2026-11-22T12:01Z');
  expect(await replanAfterClockWentBack(services, 50)).toBe(1);
  expect(await replanAfterClockWentBack(services, 50)).toBe(0);
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 02:00');
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  expect(await jobsOf(owner, itemId)).toHaveLength(2);
});

test('a clock that is put back by hours does not make runs again that had their backup, also one that they shared', async () => {
  const weekly = { key: 'weekly', kind: 'WEEKLY', days: ['MONDAY'], times: ['02:00'] };
  const { itemId, workerId } = await seedScheduled(services, { rules: [...NIGHTLY.rules, weekly] });
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  await complete(itemId, workerId);
  await clock.set('2026-11-23T00:00Z');
  await replanAfterClockWentBack(services, 50);
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  expect(await runsOf(owner, itemId)).toHaveLength(2);
  expect(await jobsOf(owner, itemId)).toHaveLength(1);
});

test('many schedulers at once over many items: each due run gets exactly one outcome, and each item one backup', async () => {
  const weekly = { key: 'weekly', kind: 'WEEKLY', days: ['MONDAY'], times: ['02:00'] };
  const { itemIds } = await seedScheduled(services, { rules: [...NIGHTLY.rules, weekly], spreadMinutes: 30 }, 60);
  await clock.set('2026-11-23T03:00Z');
  const claims = Array.from({ length: 8 }, async () => {
    for (let claimed = -1; claimed !== 0;) claimed = (await claimDueRuns(services, 7)).settled;
  });
  await Promise.all(claims);
  for (const itemId of itemIds) {
    const outcomes = (await runsOf(owner, itemId)).map(({ rule, outcome, count }) => `${rule} ${outcome} ${count}`);
    expect(outcomes).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome.includes('QUEUED'))).toHaveLength(1);
    expect(await jobsOf(owner, itemId)).toHaveLength(1);
  }
});

test('runs that were missed for less than the grace time are recorded and call nobody', async () => {
  const often = { rules: [{ key: 'often', kind: 'INTERVAL', everyMinutes: 5 }], graceMinutes: 60 };
  const { itemId } = await seedScheduled(services, often);
  await clock.set('2026-11-22T12:20Z');
  await claimAll(services);
  expect((await runsOf(owner, itemId)).map(({ outcome, count }) => `${outcome} ${count}`)).toContain('MISSED 3');
  expect(await missedAlerts(owner, itemId)).toEqual([]);
});

test('a backup that waits for a worker of its site is told once it is late, though schedulers run elsewhere', async () => {
  const { itemId, workerId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  await noticeLateRuns(services);
  expect(await missedAlerts(owner, itemId)).toEqual([]);
  await clock.set('2026-11-23T03:01Z');
  await noticeLateRuns(services);
  await noticeLateRuns(services);
  expect(await missedAlerts(owner, itemId)).toMatchObject([
    { condition: 'FIRED', count: 1, error: { code: 'BACKUP_NOT_BEGUN' } },
  ]);
  await complete(itemId, workerId);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('its delivery outlasts any outage of its site', async () => {
  const { itemId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-23T02:00Z');
  await claimAll(services);
  const [job] = await jobsOf(owner, itemId);
  const [delivery] = await owner`
    select keep_until > now() + interval '9 years' as outlasts from queue.job where id = ${String(job?.['queue_job_id'])}`;
  expect(delivery).toEqual({ outlasts: true });
});

test.each([
  ['a zone that is not known here', { timeZone: 'Mars/Olympus' }],
  ['a form of another version', { rules: [{ key: 'nightly', kind: 'LUNAR' }] }],
  ['a grace that is no number', { graceMinutes: 'an hour' }],
])('a schedule with %s stops nobody else: it is set aside and told, and a new one mends it', async (_, change) => {
  const bad = await seedScheduled(services, NIGHTLY);
  const good = await seedScheduled(services, { rules: [{ key: 'early', kind: 'DAILY', times: ['01:00'] }] });
  await owner`update policies set schedule = schedule || ${owner.json(change)} where id = ${bad.policyId}`;
  await clock.set('2026-11-23T03:30Z');
  await noticeLateRuns(services);
  await claimAll(services);
  expect(await jobsOf(owner, good.itemId)).toHaveLength(1);
  expect(await runsOf(owner, bad.itemId)).toMatchObject([{ outcome: 'UNUSABLE', due: '2026-11-23 02:00' }]);
  expect(JSON.stringify(await missedAlerts(owner, bad.itemId))).toContain('SCHEDULE_UNUSABLE');
  const admin = as(services, 'ADMIN');
  await updatePolicy(admin, request({ policyId: bad.policyId, schedule: NIGHTLY }));
  expect(await nextRunOf(owner, bad.itemId)).toBe('2026-11-24 02:00');
});

test('a site whose queue is gone stops no other: its runs stay due, and why is said', async () => {
  const bad = await seedScheduled(services, NIGHTLY);
  const good = await seedScheduled(services, NIGHTLY);
  await services.boss.deleteQueue(`backup.run/${bad.siteId}`);
  await clock.set('2026-11-23T02:00Z');
  const { settled, troubles } = await claimDueRuns(services, 50);
  expect(settled).toBe(1);
  expect(String(troubles)).toContain('does not exist');
  expect(await jobsOf(owner, good.itemId)).toHaveLength(1);
  expect(await jobsOf(owner, bad.itemId)).toEqual([]);
  expect(await nextRunOf(owner, bad.itemId)).toBe('2026-11-23 02:00');
});

test('a claim and a look for what is late at the same time, over the same items after an outage, never wait in a circle', async () => {
  const weekly = { key: 'weekly', kind: 'WEEKLY', days: ['MONDAY'], times: ['02:30'] };
  const { itemIds } = await seedScheduled(services, { rules: [...NIGHTLY.rules, weekly] }, 100);
  for (const day of [25, 26, 27]) {
    await clock.set(`2026-11-${day}T12:00Z`);
    // The claim takes one rule of all items, from the last item on; what is left for the other is the other rule, from the first on.
    await owner`
      update item_schedules s set is_late_told = false, late_at = schedule_now() - interval '1 day',
        next_run_at = schedule_now() - interval '3 days' + ranked.place * interval '1 second'
          + case s.rule_key when 'nightly' then interval '1 hour' else interval '0' end
      from (select item_id, rule_key, row_number() over (order by item_id) as place from item_schedules) ranked
      where ranked.item_id = s.item_id and ranked.rule_key = s.rule_key`;
    await Promise.all([claimDueRuns(services, 100), noticeLateRuns(services)]);
  }
  expect(await missedAlerts(owner, itemIds[0] ?? '')).toMatchObject([{ condition: 'FIRED' }]);
});
