import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Retention } from '@holdfast/db/domain/retention';
import { findPolicyImpact } from '@holdfast/db/queries/policy-impact';
import { policies } from '@holdfast/db/schema';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, backupResult, beginBackup, everything } from './kit.ts';
import { runRetention, seedPoints, seedRetained, statesOf } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));
const contributor = as(services, 'CONTRIBUTOR');

const FIVE_DAYS = [15, 16, 17, 18, 19].map((day) => `2026-11-${day}T02:00:00Z`);
const TEN_DAYS: Retention = { all: { keep: { days: 10 } } };
const THREE_DAYS: Retention = { all: { keep: { days: 3 } } };

async function policyOf(policyId: string) {
  const [policy] = await services.db.select().from(policies).where(eq(policies.id, policyId));
  if (!policy) throw new Error('there is no such policy');
  return policy;
}

async function impactOf(policyId: string, edited: { retention?: Retention; schedule?: null }) {
  const policy = await policyOf(policyId);
  const { retention, schedule } = policy;
  return findPolicyImpact(services.db, policy, { retention, schedule, ...edited });
}

const edit = (policyId: string, input: object) => updatePolicy(contributor, request({ policyId, ...input }));

test('an impact names the points that would go, with reason and bytes, and for how long they come back', async () => {
  const { policyId, ...estate } = await seedRetained(owner, services, TEN_DAYS);
  const ids = await seedPoints(owner, { policyId, ...estate }, FIVE_DAYS);
  const impact = await impactOf(policyId, { retention: THREE_DAYS });
  expect(impact).toMatchObject({ items: 1, comesBackForDays: 14, back: { count: 0, storedBytes: 0, first: [] } });
  expect(impact.gone).toMatchObject({ count: 3, storedBytes: 300 });
  expect(impact.gone.first.map(({ id }) => id)).toEqual([ids[2], ids[1], ids[0]]);
  expect(impact.gone.first[0]?.text).toBe('all kept it as a point of 2026-11-17 until 2026-11-20 02:00 UTC');
});

test('an impact does not count what goes under the policy as it is', async () => {
  const { policyId, ...estate } = await seedRetained(owner, services, { all: { keep: { days: 4 } } });
  await seedPoints(owner, { policyId, ...estate }, FIVE_DAYS);
  expect((await impactOf(policyId, { retention: THREE_DAYS })).gone.count).toBe(1);
});

test('an impact names what would come back', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  await runRetention(services, estate);
  const impact = await impactOf(estate.policyId, { retention: { all: { keep: { days: 5 } } } });
  expect(impact.gone.count).toBe(0);
  expect(impact.back.first).toMatchObject([{ id: ids[2], storedBytes: 100 }, { id: ids[1] }]);
});

test('an edit that takes points is refused until it carries its impact, and then does what was shown', async () => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  const { policyId } = estate;
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  const before = await everything(owner);
  await expect(edit(policyId, { retention: THREE_DAYS })).rejects.toMatchObject({ code: 'IMPACT_NOT_SHOWN' });
  expect(await everything(owner)).toEqual(before);
  const { fingerprint } = await impactOf(policyId, { retention: THREE_DAYS });
  await edit(policyId, { retention: THREE_DAYS, impact: fingerprint });
  expect(await policyOf(policyId)).toMatchObject({ version: 2, retention: THREE_DAYS });
  await runRetention(services, estate);
  expect((await statesOf(owner, ids)).filter((state) => state === 'SOFT_DELETED')).toHaveLength(3);
  expect((await auditOf(owner, policyId)).at(-1)).toMatchObject({
    action: 'policy.updated',
    actor: { principalId: contributor.actor.type === 'token' ? contributor.actor.principalId : '' },
    details: { version: 2, from: { retention: TEN_DAYS }, to: { retention: THREE_DAYS }, pointsGone: 3, pointsBack: 0 },
  });
});

test('an edit that takes nothing needs no impact', async () => {
  const estate = await seedRetained(owner, services, THREE_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  await edit(estate.policyId, { retention: TEN_DAYS });
  expect(await policyOf(estate.policyId)).toMatchObject({ retention: TEN_DAYS });
});

test.for([
  ['another edit', { retention: { all: { keep: { days: 2 } } } }],
  ['the same edit with another name besides', { retention: THREE_DAYS, name: 'another' }],
] as const)('the impact of one edit: whether it may be sent with %s', async ([what, input]) => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const { fingerprint } = await impactOf(estate.policyId, { retention: THREE_DAYS });
  const sent = edit(estate.policyId, { ...input, impact: fingerprint });
  if (what === 'another edit') await expect(sent).rejects.toMatchObject({ code: 'IMPACT_CHANGED' });
  else await expect(sent).resolves.toEqual({ policyId: estate.policyId });
});

test.for([
  'a point more that would go',
  'a hold on one of them',
  'an edit by someone else',
  'an item more with such points',
])('an edit is refused when since its impact was shown there was %s', async (change) => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  const { policyId } = estate;
  const [first = ''] = await seedPoints(owner, estate, FIVE_DAYS);
  const { fingerprint } = await impactOf(policyId, { retention: THREE_DAYS });
  if (change === 'a point more that would go') await seedPoints(owner, estate, ['2026-11-16T14:00:00Z']);
  if (change === 'a hold on one of them') {
    await owner`insert into recovery_point_holds (id, point_id, reason, held_by) values (${`hld ${first}`}, ${first}, 'a case', '{}')`;
  }
  if (change === 'an edit by someone else') await edit(policyId, { name: `renamed ${policyId}` });
  if (change === 'an item more with such points') {
    const other = await seedRetained(owner, services, TEN_DAYS);
    await seedPoints(owner, other, FIVE_DAYS);
    await owner`update protected_items set policy_id = ${policyId} where id = ${other.itemId}`;
  }
  const sent = edit(policyId, { retention: THREE_DAYS, impact: fingerprint });
  await expect(sent).rejects.toMatchObject({ code: 'IMPACT_CHANGED', retryable: true });
  expect((await policyOf(policyId)).retention).toEqual(TEN_DAYS);
});

test('a newer point that takes nothing with it does not stop an edit that was shown', async () => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  await seedPoints(owner, estate, FIVE_DAYS);
  const { fingerprint } = await impactOf(estate.policyId, { retention: THREE_DAYS });
  await clock.set('2026-11-20T12:10:00Z');
  const hold = await beginBackup(services, estate);
  await finishBackup(services, hold, backupResult({ takenAt: new Date('2026-11-20T11:00:00Z') }));
  await expect(edit(estate.policyId, { retention: THREE_DAYS, impact: fingerprint })).resolves.toBeDefined();
});

test('a schedule in another zone moves the days that rules count: where that takes points it must be shown as well', async () => {
  const estate = await seedRetained(owner, services, { daily: { keep: { count: 9 } } });
  const { policyId } = estate;
  await seedPoints(owner, estate, ['2026-11-18T23:30:00Z', '2026-11-19T00:30:00Z', '2026-11-19T01:30:00Z']);
  const rules = [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }];
  const schedule = { timeZone: 'Asia/Tokyo', rules };
  await expect(edit(policyId, { schedule })).rejects.toMatchObject({ code: 'IMPACT_NOT_SHOWN' });
  await expect(edit(policyId, { schedule: { timeZone: 'UTC', rules } })).resolves.toBeDefined();
});

test('an impact says how often backups run before and after, and whose objective that misses', async () => {
  const { policyId, itemId, ...estate } = await seedRetained(owner, services, TEN_DAYS);
  await edit(policyId, { schedule: { rules: [{ key: 'often', kind: 'INTERVAL', everyMinutes: 360 }] } });
  await owner`update protected_items set rpo_seconds = 7 * 3600 where id = ${itemId}`;
  expect(await impactOf(policyId, {})).toMatchObject({
    before: { runs: 28, longestGapMs: 6 * 3_600_000 },
    after: { runs: 28 },
    missed: { count: 0 },
  });
  expect(estate.vaultId).toBeDefined();
  expect(await impactOf(policyId, { schedule: null })).toMatchObject({
    after: { runs: 0, longestGapMs: null },
    missed: { count: 1, first: [{ itemId, rpoSeconds: 25_200, longestGapSeconds: null }] },
  });
});

test.for([
  ['a long duration by a short one', { years: 10 }, { days: 6 }, [true, true, true, true, true]],
  ['a duration by a count', { years: 10 }, { count: 9 }, [true, true, true, true, true]],
  ['a count by a lower one that still holds them all', { count: 30 }, { count: 7 }, [true, true, true, true, true]],
  ['a count by a duration', { count: 30 }, { days: 30 }, [true, true, true, true, true]],
  ['a short duration by a long one', { days: 6 }, { years: 10 }, [false, false, false, false, false]],
  ['a count by a higher one', { count: 7 }, { count: 30 }, [false, false, false, false, false]],
] as const)('points that stay for now and go sooner are shown, where %s is replaced', async ([, from, to, sooner]) => {
  const estate = await seedRetained(owner, services, { all: { keep: from } });
  const { policyId } = estate;
  const ids = await seedPoints(owner, estate, FIVE_DAYS);
  const retention = { all: { keep: to } };
  const impact = await impactOf(policyId, { retention });
  expect(impact.gone.count).toBe(0);
  const told = new Set(impact.sooner.first.map(({ id }) => id));
  expect(ids.map((id) => told.has(id))).toEqual(sooner);
  const sent = edit(policyId, { retention });
  if (sooner.some(Boolean)) await expect(sent).rejects.toMatchObject({ code: 'IMPACT_NOT_SHOWN' });
  else await expect(sent).resolves.toBeDefined();
});

test('a rule more takes nothing from the points that another keeps', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 10 } } });
  await seedPoints(owner, estate, FIVE_DAYS);
  const retention: Retention = { all: { keep: { days: 10 } }, weekly: { keep: { count: 4 } } };
  expect(await impactOf(estate.policyId, { retention })).toMatchObject({ gone: { count: 0 }, sooner: { count: 0 } });
});

test('on a policy that backs up every few minutes what was shown can still be sent, though time went on and a point was made', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 30 } } });
  const { policyId } = estate;
  const everyQuarter = Array.from({ length: 400 }, (_, n) => new Date(Date.parse(NOW) - n * 900_000).toISOString());
  await seedPoints(owner, estate, everyQuarter);
  const { fingerprint } = await impactOf(policyId, { retention: THREE_DAYS });
  await clock.set('2026-11-20T12:40:00Z');
  await seedPoints(owner, estate, ['2026-11-20T12:15:00Z', '2026-11-20T12:30:00Z']);
  await edit(policyId, { retention: THREE_DAYS, impact: fingerprint });
});

test('what was shown more than an hour ago, or never, cannot be sent', async () => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  const { policyId } = estate;
  await seedPoints(owner, estate, FIVE_DAYS);
  const { fingerprint } = await impactOf(policyId, { retention: THREE_DAYS });
  await clock.set('2026-11-20T13:00:01Z');
  for (const impact of [fingerprint, 'anything', '2027-01-01T00:00:00.000Z 0', '']) {
    const sent = edit(policyId, { retention: THREE_DAYS, impact });
    await expect(sent).rejects.toMatchObject({ code: 'IMPACT_CHANGED' });
  }
});

test('a policy of a zone that this machine does not know can be edited, and its zone be repaired', async () => {
  const estate = await seedRetained(owner, services, TEN_DAYS);
  const { policyId } = estate;
  await seedPoints(owner, estate, FIVE_DAYS);
  await owner`update policies set schedule = '{"timeZone":"Moon/Tycho","rules":[]}' where id = ${policyId}`;
  await edit(policyId, { retention: { all: { keep: { days: 20 } } } });
  await edit(policyId, { withoutSchedule: true });
  expect(await policyOf(policyId)).toMatchObject({ schedule: null, retention: { all: { keep: { days: 20 } } } });
});
