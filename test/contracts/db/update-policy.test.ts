import { afterAll, beforeEach, expect, test } from 'vitest';
import { ConflictError, InvalidInputError, NotAuthorizedError, NotFoundError } from '@holdfast/db/domain/errors';
import { newId } from '@holdfast/db/domain/ids';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { claimDueRuns } from '@holdfast/db/services/schedule/claim-due';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import { as, protectFolder, request, seedEstate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, everything } from './kit.ts';
import { claimAll, missedAlerts, nextRunOf, NIGHTLY, runsOf, seedScheduled } from './schedule-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
const admin = as(services, 'ADMIN');

const NOON = { rules: [{ key: 'noon', kind: 'DAILY', times: ['12:00'] }] };

beforeEach(() => clock.set('2026-11-22T12:30Z'));

test('a new schedule reaches all items of the policy at once, raises its version and is kept in the audit', async () => {
  const { policyId, itemIds } = await seedScheduled(services, NIGHTLY, 3);
  await updatePolicy(admin, request({ policyId, schedule: NOON }));
  for (const itemId of itemIds) expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 12:00');
  const [policy] = await owner`select * from policies where id = ${policyId}`;
  expect(policy).toMatchObject({ version: 2, schedule: { timeZone: 'UTC', rules: [{ key: 'noon' }] } });
  expect((await auditOf(owner, policyId)).at(-1)).toMatchObject({
    action: 'policy.updated',
    details: {
      version: 2,
      from: { schedule: { rules: [{ key: 'nightly' }] } },
      to: { schedule: policy?.['schedule'] },
    },
  });
});

test('runs that were due and not yet queued when the schedule changed are recorded as superseded, with their count', async () => {
  const { policyId, itemId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-25T03:00Z');
  await updatePolicy(admin, request({ policyId, schedule: NOON }));
  expect(await runsOf(owner, itemId)).toMatchObject([
    { outcome: 'SUPERSEDED', count: 3, first: '2026-11-23 02:00', due: '2026-11-25 02:00', job: null },
  ]);
  await claimAll(services);
  expect(await runsOf(owner, itemId)).toHaveLength(1);
});

test('a policy whose schedule is taken away runs nothing any more, and one that gets its first schedule begins', async () => {
  const { policyId, itemId } = await seedScheduled(services, NIGHTLY);
  await updatePolicy(admin, request({ policyId, withoutSchedule: true }));
  expect(await nextRunOf(owner, itemId)).toBeNull();
  await updatePolicy(admin, request({ policyId, schedule: NOON }));
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 12:00');
});

test('a new name leaves the schedule and what is planned as it is', async () => {
  const { policyId, itemId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-22T13:00Z');
  await updatePolicy(admin, request({ policyId, name: `renamed ${policyId}` }));
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 02:00');
});

test.each([
  ['nothing to change', {}, InvalidInputError],
  ['a schedule and its removal', { schedule: NOON, withoutSchedule: true }, InvalidInputError],
  ['a zone that is none', { schedule: { ...NOON, timeZone: 'Europe/Nowhere' } }, InvalidInputError],
  ['no rule', { schedule: { rules: [] } }, InvalidInputError],
  [
    'a type that its items do not have',
    { schedule: { rules: [{ ...NOON.rules[0], backupType: 'LOG' }] } },
    ConflictError,
  ],
])('an edit with %s is refused and changes nothing', async (_, edit, error) => {
  const { policyId } = await seedScheduled(services, NIGHTLY);
  const before = await everything(owner);
  await expect(updatePolicy(admin, request({ policyId, ...edit }))).rejects.toBeInstanceOf(error);
  expect(await everything(owner)).toEqual(before);
});

test('an edit of an unknown policy, or by someone who may not, is refused', async () => {
  const policyId = newId('policy', services.clock.now());
  await expect(updatePolicy(admin, request({ policyId, name: 'x' }))).rejects.toBeInstanceOf(NotFoundError);
  const operator = as(services, 'OPERATOR');
  await expect(updatePolicy(operator, request({ policyId, name: 'x' }))).rejects.toBeInstanceOf(NotAuthorizedError);
});

test('an item is not put under a policy with a rule that its kind cannot follow', async () => {
  const { vaultId } = await seedEstate(services);
  const schedule = { rules: [{ key: 'logs', kind: 'INTERVAL', everyMinutes: 15, backupType: 'LOG' }] };
  const { policyId } = await createPolicy(admin, request({ name: 'with logs', schedule }));
  const folder = { vaultId, policyId, name: 'without logs', path: '/srv/x' };
  await expect(protectFolder(admin, folder)).rejects.toMatchObject({ code: 'BACKUP_TYPE_UNSUPPORTED' });
});

test.each([
  ['another grace', { ...NIGHTLY, graceMinutes: 5 }, '2026-11-23 02:00'],
  ['another time', { rules: [{ key: 'nightly', kind: 'DAILY', times: ['01:59'] }] }, '2026-11-24 01:59'],
])('a run that is due when its rule gets %s is not lost', async (_, schedule, next) => {
  const { policyId, itemId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-23T02:00:01Z');
  await updatePolicy(admin, request({ policyId, schedule }));
  expect(await nextRunOf(owner, itemId)).toBe(next);
  expect(await runsOf(owner, itemId)).toEqual([]);
});

test('an item that waits for its offset when the spread is taken away runs at once, and not only the next day', async () => {
  const { policyId, itemId } = await seedScheduled(services, { ...NIGHTLY, spreadMinutes: 60 });
  await clock.set('2026-11-23T02:00:01Z');
  await updatePolicy(admin, request({ policyId, schedule: NIGHTLY }));
  expect(await nextRunOf(owner, itemId)).toBe('2026-11-23 02:00');
});

test('the alert of a late run ends when its rule is taken out', async () => {
  const { policyId, itemId } = await seedScheduled(services, NIGHTLY);
  await clock.set('2026-11-23T05:00Z');
  await noticeLateRuns(services);
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'FIRED' }]);
  await updatePolicy(admin, request({ policyId, withoutSchedule: true }));
  expect(await missedAlerts(owner, itemId)).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('schedulers that claim while a schedule is edited again and again: no run of any schedule is queued twice or lost', async () => {
  const { policyId, itemIds } = await seedScheduled(services, NIGHTLY, 20);
  await clock.set('2026-11-24T12:30Z');
  const edit = async () => {
    for (const schedule of [NOON, NIGHTLY, NOON]) await updatePolicy(admin, request({ policyId, schedule }));
  };
  const claim = async () => {
    for (let tries = 0; tries < 20; tries++) await claimDueRuns(services, 3);
  };
  await Promise.all([edit(), claim(), claim()]);
  await claimAll(services);
  for (const itemId of itemIds) {
    const runs = await runsOf(owner, itemId);
    expect(
      runs.reduce((sum, { count }) => sum + count, 0),
      JSON.stringify(runs),
    ).toBe(2);
    expect(await nextRunOf(owner, itemId)).toBe('2026-11-25 12:00');
  }
});
