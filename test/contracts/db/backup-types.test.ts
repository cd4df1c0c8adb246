import { afterAll, beforeEach, expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { retryJob } from '@holdfast/db/services/job/retry';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { begin, jobRow, PASSING } from './kit.ts';
import { claimAll, jobsOf, NIGHTLY, runsOf, seedScheduled } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
const operator = as(services, 'OPERATOR');

const DUE = '2026-11-23T02:00Z';

/**
 * An item whose policy has a rule at 02:00 for each of the types. No kind that there is has more than one type, so what would
 * refuse that is gone around.
 */
async function seedTypes(types: readonly string[]) {
  const seeded = await seedScheduled(services, NIGHTLY);
  const rules = types.map((backupType) => {
    return { key: backupType.toLowerCase(), kind: 'DAILY', times: ['02:00'], backupType };
  });
  const schedule = JSON.stringify({ rules });
  await owner`update policies set schedule = ${schedule}::text::jsonb where id = ${seeded.policyId}`;
  await owner`delete from item_schedules where item_id = ${seeded.itemId}`;
  for (const { key } of rules) {
    await owner`insert into item_schedules (item_id, rule_key, next_run_at, planned_at)
      values (${seeded.itemId}, ${key}, ${DUE}, '2026-11-22T12:00Z')`;
  }
  return seeded;
}

/** What became of the runs, by rule. */
async function outcomesOf(itemId: string): Promise<Record<string, string>> {
  return Object.fromEntries((await runsOf(owner, itemId)).map(({ rule, outcome }) => [rule, outcome]));
}

async function typesOf(itemId: string): Promise<string[]> {
  return (await jobsOf(owner, itemId)).map((job) => String(job['backup_type'])).toSorted();
}

beforeEach(async () => {
  await clock.set('2026-11-22T12:00Z');
  await owner`delete from item_schedules`;
});

test('rules that are due together share one backup of the strongest type, and logs have one of their own', async () => {
  const { itemId } = await seedTypes(['INCREMENTAL', 'FULL', 'DIFFERENTIAL', 'LOG']);
  await clock.set(DUE);
  await claimAll(services);
  expect(await typesOf(itemId)).toEqual(['FULL', 'LOG']);
  const outcomes = Object.values(await outcomesOf(itemId));
  expect(outcomes.toSorted()).toEqual(['JOINED', 'JOINED', 'QUEUED', 'QUEUED']);
});

test('a backup of logs does not wait for a long full backup, nor the other way', async () => {
  const { itemId, workerId } = await seedTypes(['LOG']);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  await begin(services, { jobId, workerId });
  await clock.set(DUE);
  await claimAll(services);
  expect(await outcomesOf(itemId)).toEqual({ log: 'QUEUED' });
  expect(await typesOf(itemId)).toEqual(['FULL', 'LOG']);
});

test('a weaker backup that waits becomes the stronger one that is due; a stronger one stays what it is', async () => {
  const { itemId } = await seedTypes(['INCREMENTAL']);
  await clock.set(DUE);
  await claimAll(services);
  await owner`update item_schedules set next_run_at = '2026-11-23T02:00Z', rule_key = 'full' where item_id = ${itemId}`;
  await owner`update policies set schedule = jsonb_set(schedule, '{rules}', '[
    {"key": "full", "kind": "DAILY", "times": ["02:00"], "backupType": "FULL"},
    {"key": "diff", "kind": "DAILY", "times": ["02:00"], "backupType": "DIFFERENTIAL"}]')
    where id = (select policy_id from protected_items where id = ${itemId})`;
  await claimAll(services);
  expect(await typesOf(itemId)).toEqual(['FULL']);
  await owner`update item_schedules set next_run_at = '2026-11-23T02:00Z', rule_key = 'diff' where item_id = ${itemId}`;
  await claimAll(services);
  expect(await typesOf(itemId)).toEqual(['FULL']);
  expect(await outcomesOf(itemId)).toEqual({ incremental: 'QUEUED', full: 'JOINED', diff: 'JOINED' });
});

test('a backup on demand is full where nothing is said, its retry is of its type, and a type that the kind lacks is refused', async () => {
  const { itemId } = await seedScheduled(services, NIGHTLY);
  const { jobId } = await requestBackup(operator, request({ itemId }));
  await cancelJob(operator, request({ jobId }));
  const again = await retryJob(operator, request({ jobId }));
  expect(await jobRow(owner, again.jobId)).toMatchObject({ backup_type: 'FULL' });
  const log = requestBackup(operator, request({ itemId, backupType: 'LOG' }));
  await expect(log).rejects.toMatchObject({ code: 'BACKUP_TYPE_UNSUPPORTED' });
  expect(await jobsOf(owner, itemId)).toHaveLength(2);
});

test('a stronger backup that is due is not taken for made by a weaker one that has begun', async () => {
  const { itemId, workerId } = await seedTypes(['INCREMENTAL']);
  await clock.set(DUE);
  await claimAll(services);
  const jobId = String((await jobsOf(owner, itemId))[0]?.['id']);
  const hold = await begin(services, { jobId, workerId });
  await failAttempt(services, hold, { error: PASSING });
  await owner`update item_schedules set next_run_at = ${DUE}, rule_key = 'full' where item_id = ${itemId}`;
  await owner`update policies set schedule = jsonb_set(schedule, '{rules}',
    '[{"key": "full", "kind": "DAILY", "times": ["02:00"], "backupType": "FULL"}]')
    where id = (select policy_id from protected_items where id = ${itemId})`;
  await claimAll(services);
  expect(await typesOf(itemId)).toEqual(['INCREMENTAL']);
  expect(await outcomesOf(itemId)).toEqual({ incremental: 'QUEUED', full: 'OVERLAPPED' });
});
