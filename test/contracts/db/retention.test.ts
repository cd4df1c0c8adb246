import { afterAll, beforeEach, expect, test } from 'vitest';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { judgeItems } from '@holdfast/db/queries/retention-verdicts';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { retryJob } from '@holdfast/db/services/job/retry';
import { dismissSuspicion } from '@holdfast/db/services/recovery-point/dismiss-suspicion';
import { RETENTION } from '@holdfast/db/services/retention/vault-task';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, backupResult, begin, everything, jobRow, type Row } from './kit.ts';
import { applyToAll, beginRetention, runRetention, seedPoints, seedRetained, statesOf } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const THREE_DAYS = { all: { keep: { days: 3 } } };
const FIVE_DAYS = [15, 16, 17, 18, 19].map((day) => `2026-11-${day}T02:00:00Z`);

test('a point that no rule keeps is deleted softly, with its reason in its row and in the audit log; what is kept is not touched', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  const { jobId } = await runRetention(services, estate);
  expect(await statesOf(owner, ids)).toEqual([
    'SOFT_DELETED',
    'SOFT_DELETED',
    'SOFT_DELETED',
    'AVAILABLE',
    'AVAILABLE',
  ]);
  const [row] = await owner<
    Row[]
  >`select deletion, deleted_at, removable_at from recovery_points where id = ${ids[0] ?? ''}`;
  const reason = { why: 'EXPIRED', text: 'all kept it as a point of 2026-11-15 until 2026-11-18 02:00 UTC' };
  expect(row).toEqual({
    deletion: { by: 'RETENTION', ...reason, policyId: estate.policyId, policyVersion: 1 },
    deleted_at: new Date(NOW),
    removable_at: new Date('2026-12-04T12:00:00Z'),
  });
  expect(await auditOf(owner, ids[0] ?? '')).toMatchObject([
    {
      action: 'recovery-point.deleted',
      actor: { component: 'retention' },
      details: { jobId, itemId: estate.itemId, ...reason },
    },
  ]);
  const result = { expired: 3, returned: 0, removed: 0, removedBytes: 0 };
  expect(await jobRow(owner, jobId)).toMatchObject({
    status: 'COMPLETED',
    vault_id: estate.vaultId,
    item_id: null,
    result,
  });
});

test('the newest point stays however old it is', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 1 } } });
  const ids = await seedPoints(owner, estate, ['2016-01-01T00:00:00Z', '2016-01-02T00:00:00Z']);
  await runRetention(services, estate);
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE']);
});

test('the last point before a suspect one outlasts any number of later ones, until the suspicion is dismissed', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 1 } } });
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  const suspicion = { reasons: [{ code: 'MANY_REWRITTEN', text: 'all of it' }], lastGoodPointId: ids[1] };
  await owner`update recovery_points set suspicion = ${JSON.stringify(suspicion)}::text::jsonb where id = ${ids[2] ?? ''}`;
  await runRetention(services, estate);
  expect(await statesOf(owner, ids)).toEqual([
    'SOFT_DELETED',
    'AVAILABLE',
    'SOFT_DELETED',
    'SOFT_DELETED',
    'AVAILABLE',
  ]);
  for (const later of ['2026-12-30T12:00:00Z', '2026-12-31T12:00:00Z']) {
    await clock.set(later);
    await runRetention(services, estate);
  }
  expect(await statesOf(owner, ids)).toEqual(['REMOVED', 'AVAILABLE', 'REMOVED', 'REMOVED', 'AVAILABLE']);
  await dismissSuspicion(as(services, 'OPERATOR'), request({ recoveryPointId: ids[2] }));
  await runRetention(services, estate);
  expect((await statesOf(owner, ids))[1]).toBe('SOFT_DELETED');
});

test('a damaged point is not the newest good one, and stays as long as its rule says', async () => {
  const estate = await seedRetained(owner, services, { daily: { keep: { days: 3 } } });
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  const damage = { certainty: 'DAMAGED', text: 'a pack is gone', jobId: '', paths: [], pathCount: null };
  await owner`update recovery_points set damage = ${JSON.stringify(damage)}::text::jsonb, damaged_at = now()
    where id in ${owner(ids.slice(2))}`;
  await runRetention(services, estate);
  const states = ['SOFT_DELETED', 'AVAILABLE', 'AVAILABLE', 'AVAILABLE', 'AVAILABLE'];
  expect(await statesOf(owner, ids)).toEqual(states);
});

test('applying it a second time changes nothing but the log of its job', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const hold = await beginRetention(services, estate);
  await applyToAll(services, hold);
  const before = await everything(owner);
  await applyToAll(services, hold);
  expect(await everything(owner)).toEqual(before);
});

test('what a longer retention keeps again comes back, with an entry in the audit log', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  await runRetention(services, estate);
  await owner`update policies set retention = '{"all":{"keep":{"days":5}}}' where id = ${estate.policyId}`;
  const { jobId } = await runRetention(services, estate);
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE', 'AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
  expect((await auditOf(owner, ids[1] ?? '')).map(({ action }) => action)).toEqual([
    'recovery-point.deleted',
    'recovery-point.brought-back',
  ]);
  expect(await jobRow(owner, jobId)).toMatchObject({ result: { expired: 0, returned: 2 } });
  const [row] = await owner<
    Row[]
  >`select deletion, deleted_at, removable_at, removal_seen_at from recovery_points where id = ${ids[1] ?? ''}`;
  expect(row).toEqual({ deletion: null, deleted_at: null, removable_at: null, removal_seen_at: null });
});

test('a point of its own retention stays until that has ended, whatever the policy says', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { count: 1 } } });
  const [early = '', late = ''] = await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update recovery_points set keep_until = '2026-11-20T12:00:00Z' where id = ${early}`;
  await owner`update recovery_points set keep_until = '2026-11-20T12:00:01Z' where id = ${late}`;
  await runRetention(services, estate);
  expect(await statesOf(owner, [early, late])).toEqual(['SOFT_DELETED', 'AVAILABLE']);
});

test('nothing goes of an item of which protection is stopped', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update protected_items set state = 'STOPPED' where id = ${estate.itemId}`;
  await runRetention(services, estate);
  expect(new Set(await statesOf(owner, ids))).toEqual(new Set(['AVAILABLE']));
});

test('the days of a policy are those of its schedule', async () => {
  const estate = await seedRetained(owner, services, { daily: { keep: { count: 9 } } });
  const ids = await seedPoints(owner, estate, ['2026-11-18T10:30:00Z', '2026-11-18T11:30:00Z', '2026-11-19T10:30:00Z']);
  await owner`update policies set schedule = '{"timeZone":"Pacific/Auckland","rules":[]}' where id = ${estate.policyId}`;
  await runRetention(services, estate);
  // In Auckland it is 13 hours later: between the first two lies a midnight, between the last two lies none.
  expect(await statesOf(owner, ids)).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
  await owner`update policies set schedule = null where id = ${estate.policyId}`;
  await runRetention(services, estate);
  expect(await statesOf(owner, ids)).toEqual(['AVAILABLE', 'SOFT_DELETED', 'AVAILABLE']);
});

test('of an item whose rules this version cannot read nothing goes, and its step names it', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update policies set retention = '{"lunar":{}}' where id = ${estate.policyId}`;
  await runRetention(services, estate);
  expect(new Set(await statesOf(owner, ids))).toEqual(new Set(['AVAILABLE']));
  expect(await judgeItems(services.db, [estate.itemId])).toEqual(new Map());
});

test('a vault has its retention queued once a day, whoever looks and however often', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update vaults set next_retention_at = schedule_now() + interval '1 day'`;
  const queued = async () =>
    (await owner`select from jobs where vault_id = ${estate.vaultId} and operation = 'RETENTION'`).length;
  await clock.set('2026-11-21T11:59:00Z');
  await claimDueVaults(services, RETENTION, 10);
  expect(await queued()).toBe(0);
  await clock.set('2026-11-21T12:00:00Z');
  await Promise.all(Array.from({ length: 8 }, () => claimDueVaults(services, RETENTION, 10)));
  expect(await queued()).toBe(1);
  // It still runs when the next day comes.
  await clock.set('2026-11-22T12:00:00Z');
  await claimDueVaults(services, RETENTION, 10);
  expect(await queued()).toBe(1);
  await owner`update jobs set status = 'CANCELLED', ended_at = now() where vault_id = ${estate.vaultId}`;
  await clock.set('2026-11-23T12:00:00Z');
  await claimDueVaults(services, RETENTION, 10);
  expect(await queued()).toBe(2);
});

test('after a clock was put back by years retention does not wait until that time comes again', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update vaults set next_retention_at = schedule_now() + interval '3 years'`;
  expect((await claimDueVaults(services, RETENTION, 100)).due).toBeGreaterThan(0);
  expect(await owner`select from jobs where vault_id = ${estate.vaultId}`).toHaveLength(1);
});

test('a vault without recovery points has no retention to apply, and says so when asked', async () => {
  const { vaultId } = await seedEstate(services);
  await owner`update vaults set next_retention_at = schedule_now() where id = ${vaultId}`;
  await claimDueVaults(services, RETENTION, 100);
  expect(await owner`select from jobs where vault_id = ${vaultId}`).toHaveLength(0);
  const asked = requestRetention(as(services, 'CONTRIBUTOR'), request({ vaultId }));
  await expect(asked).rejects.toMatchObject({ code: 'NOTHING_TO_RETAIN' });
});

test('asking for it while it runs is refused with the id of the job; an operator may not ask', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const { jobId } = await beginRetention(services, estate);
  const again = requestRetention(as(services, 'CONTRIBUTOR'), request({ vaultId: estate.vaultId }));
  await expect(again).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
  const notAllowed = requestRetention(as(services, 'OPERATOR'), request({ vaultId: estate.vaultId }));
  await expect(notAllowed).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test.for([
  [{ keep: { days: 90 } }, '2027-02-18T11:00:00Z'],
  [{ keepAs: 'monthly' }, '2027-02-20T11:00:00Z'],
] as const)('a backup asked for with a retention of its own keeps its point so long: %j', async ([input, until]) => {
  const monthly = { all: { keep: { days: 3 } }, monthly: { keep: { months: 3 } } };
  const { itemId, workerId } = await seedRetained(owner, services, monthly);
  const { jobId } = await requestBackup(as(services, 'OPERATOR'), request({ itemId, ...input }));
  const hold = await begin(services, { jobId, workerId });
  const { pointId } = await finishBackup(services, hold, backupResult({ takenAt: new Date('2026-11-20T11:00:00Z') }));
  const [row] = await owner<Row[]>`select keep_until from recovery_points where id = ${pointId}`;
  expect(row).toEqual({ keep_until: new Date(until) });
});

test.for([
  [{ keepAs: 'weekly' }, 'the policy has no weekly rule'],
  [{ keepAs: 'daily' }, 'the daily rule keeps a number of points, not a time: say how long'],
  [{ keepAs: 'all', keep: { days: 3 } }, 'cannot stand beside keep'],
] as const)('a backup is not asked for with a rule that says no time: %j', async ([input, message]) => {
  const { itemId } = await seedRetained(owner, services, { all: { keep: { days: 3 } }, daily: { keep: { count: 3 } } });
  const asked = requestBackup(as(services, 'OPERATOR'), request({ itemId, ...input }));
  await expect(asked).rejects.toMatchObject({ issues: [{ path: 'keepAs', message }] });
});

test('a site without its queue, as an older worker leaves it, stops the retention of no other vault, and comes again', async () => {
  const [broken, sound] = [
    await seedRetained(owner, services, THREE_DAYS),
    await seedRetained(owner, services, THREE_DAYS),
  ];
  for (const estate of [broken, sound]) await seedPoints(owner, estate, FIVE_DAYS);
  await services.boss.deleteQueue(`retention.apply/${broken.siteId}`);
  await owner`update vaults set next_retention_at = schedule_now() + interval '1 day'`;
  await owner`update vaults set next_retention_at = schedule_now() where id in ${owner([broken.vaultId, sound.vaultId])}`;
  const { due, troubles } = await claimDueVaults(services, RETENTION, 100);
  expect({ due, troubles: troubles.length }).toEqual({ due: 2, troubles: 1 });
  const jobs = await owner`select vault_id from jobs where vault_id in ${owner([broken.vaultId, sound.vaultId])}`;
  expect(jobs).toEqual([{ vault_id: sound.vaultId }]);
  await clock.set('2026-11-20T13:00:00Z');
  await ensureSite(services, 'a worker of this version that starts anywhere');
  expect(await claimDueVaults(services, RETENTION, 100)).toEqual({ due: 1, troubles: [] });
  expect(await owner`select from jobs where vault_id = ${broken.vaultId}`).toHaveLength(1);
});

test('retention that waits for a worker for a day is told by an alert of the vault, which its end resolves', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const { jobId } = await requestRetention(as(services, 'CONTRIBUTOR'), request({ vaultId: estate.vaultId }));
  await owner`update jobs set created_at = now() - interval '1 day' where id = ${jobId}`;
  await owner`update vaults set next_retention_at = schedule_now() where id = ${estate.vaultId}`;
  await claimDueVaults(services, RETENTION, 100);
  const alerts = () =>
    owner<Row[]>`select condition, error ->> 'code' as code from alerts where vault_id = ${estate.vaultId}`;
  expect(await alerts()).toEqual([{ condition: 'FIRED', code: 'RETENTION_NOT_DONE' }]);
  const hold = await begin(services, { jobId, workerId: estate.workerId });
  await applyToAll(services, hold);
  await finishRetention(services, hold, NO_WARNINGS);
  expect(await alerts()).toEqual([{ condition: 'RESOLVED', code: 'RETENTION_NOT_DONE' }]);
});

test('an end with something left undone resolves no alert, and tells of a removal that has waited for days', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const [first = ''] = await seedPoints(owner, estate, FIVE_DAYS);
  await runRetention(services, estate);
  const waits = { first: [{ code: 'REMOVAL_WAITS', message: 'in use' }], count: 1 };
  const codes = async () =>
    (
      await owner<
        Row[]
      >`select error ->> 'code' as code from alerts where vault_id = ${estate.vaultId} and condition = 'FIRED'`
    ).map(({ code }) => code);
  await finishRetention(services, await beginRetention(services, estate), waits);
  expect(await codes()).toEqual([]);
  await owner`update recovery_points set removal_seen_at = schedule_now() - interval '4 days' where id = ${first}`;
  await finishRetention(services, await beginRetention(services, estate), waits);
  expect(await codes()).toEqual(['REMOVAL_OVERDUE']);
  await finishRetention(services, await beginRetention(services, estate), waits);
  expect(await codes()).toEqual(['REMOVAL_OVERDUE']);
});

test('a removal that had to wait comes again in an hour, since what is in its way may be so every day at this hour; no other end does', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await owner`update vaults set next_retention_at = schedule_now() + interval '1 day' where id = ${estate.vaultId}`;
  const hoursLeft = async () =>
    (
      await owner<Row[]>`
        select (extract(epoch from next_retention_at - schedule_now()) / 3600)::float8 as hours from vaults where id = ${estate.vaultId}`
    )[0]?.['hours'];
  await seedPoints(owner, estate, FIVE_DAYS);
  const unreadable = { first: [{ code: 'RETENTION_UNREADABLE', message: 'newer' }], count: 1 };
  await finishRetention(services, await beginRetention(services, estate), unreadable);
  expect(await hoursLeft()).toBeCloseTo(24, 1);
  const waits = { first: [{ code: 'REMOVAL_WAITS', message: 'a check' }], count: 1 };
  await finishRetention(services, await beginRetention(services, estate), waits);
  expect(await hoursLeft()).toBeCloseTo(1, 1);
});

test('a retention job is asked for again only by who may apply retention', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const { jobId } = await beginRetention(services, estate);
  await owner`update jobs set status = 'CANCELLED', ended_at = now() where id = ${jobId}`;
  await expect(retryJob(as(services, 'OPERATOR'), request({ jobId }))).rejects.toMatchObject({
    code: 'NOT_AUTHORIZED',
  });
  await expect(retryJob(as(services, 'CONTRIBUTOR'), request({ jobId }))).resolves.toBeDefined();
});
