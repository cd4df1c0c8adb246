import { afterAll, beforeEach, expect, test } from 'vitest';
import { isAmong } from '@holdfast/db/queries/is-among';
import { recoveryPoints } from '@holdfast/db/schema';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { holdRecoveryPoint } from '@holdfast/db/services/recovery-point/hold';
import { releaseHold } from '@holdfast/db/services/recovery-point/release';
import { beginRemoval } from '@holdfast/db/services/retention/begin-removal';
import { findRemoval, finishRemoval, takeBackRemoval } from '@holdfast/db/services/retention/finish-removal';
import { atLength } from '../../kit/endurance.ts';
import { as, request, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, begin, jobRow, type Row } from './kit.ts';
import {
  applyToAll,
  beginAll,
  beginRetention,
  runRetention,
  seedPoints,
  seedRetained,
  statesOf,
} from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const ONE_DAY = { all: { keep: { days: 1 } } };
const MOMENTS = ['2026-11-10T02:00:00Z', '2026-11-20T02:00:00Z'];

/** An item of two points, of which the first goes. */
async function seedTwo(): Promise<{ estate: Estate; old: string; newest: string }> {
  const estate = await seedRetained(owner, services, ONE_DAY);
  const [old = '', newest = ''] = await seedPoints(owner, estate, MOMENTS);
  return { estate, old, newest };
}

async function runAt(estate: Estate, at: string) {
  await clock.set(at);
  return runRetention(services, estate);
}

async function stateOf(id: string) {
  return (await statesOf(owner, [id]))[0];
}

test('a deleted point is removed after its days, by a second run that finds them over: its snapshot, its tier, its row says when', async () => {
  const { estate, old, newest } = await seedTwo();
  expect((await runAt(estate, NOW)).forgotten).toEqual([]);
  expect((await runAt(estate, '2026-12-04T11:59:00Z')).forgotten).toEqual([]);
  expect((await runAt(estate, '2026-12-04T12:01:00Z')).forgotten).toEqual([]);
  expect(await stateOf(old)).toBe('SOFT_DELETED');
  const { jobId, forgotten } = await runAt(estate, '2026-12-05T12:00:00Z');
  expect(forgotten).toHaveLength(1);
  const [row] = await owner<Row[]>`
    select state, removed_at, deletion ->> 'why' as why, (select snapshot_id from recovery_point_parts where point_id = id) as snapshot,
      (select count(*)::int from recovery_point_tiers where point_id = id) as tiers
    from recovery_points where id = ${old}`;
  expect(row).toEqual({
    state: 'REMOVED',
    removed_at: new Date('2026-12-05T12:00:00Z'),
    why: 'EXPIRED',
    snapshot: forgotten[0],
    tiers: 0,
  });
  expect((await auditOf(owner, old)).at(-1)).toMatchObject({ action: 'recovery-point.removed', details: { jobId } });
  expect(await jobRow(owner, jobId)).toMatchObject({ result: { removed: 1, removedBytes: 100 } });
  expect(await stateOf(newest)).toBe('AVAILABLE');
});

test('a clock that jumps ten years ahead for one run costs nothing: what it deleted comes back once it is right again', async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 30 } } });
  const ids = await seedPoints(owner, estate, MOMENTS);
  await runAt(estate, '2036-11-20T12:00:00Z');
  expect(await statesOf(owner, ids)).toEqual(['SOFT_DELETED', 'AVAILABLE']);
  await runAt(estate, '2026-11-20T13:00:00Z');
  expect(await statesOf(owner, ids)).toEqual(['AVAILABLE', 'AVAILABLE']);
});

test('a clock that jumps ahead for one run removes nothing of what was deleted before', async () => {
  const { estate, old } = await seedTwo();
  await runAt(estate, NOW);
  expect((await runAt(estate, '2036-11-20T12:00:00Z')).forgotten).toEqual([]);
  for (const at of ['2026-11-21T12:00:00Z', '2026-11-22T12:00:00Z'])
    expect((await runAt(estate, at)).forgotten).toEqual([]);
  expect(await stateOf(old)).toBe('SOFT_DELETED');
});

test('a removal that was begun and cut off is begun again by the next attempt, and never comes back', async () => {
  const { estate, old } = await seedTwo();
  await runAt(estate, NOW);
  await runAt(estate, '2026-12-05T12:00:00Z');
  await clock.set('2026-12-06T12:00:00Z');
  const hold = await beginRetention(services, estate);
  await applyToAll(services, hold);
  const first = await beginAll(services, hold);
  expect(first.pointIds).toEqual([old]);
  expect(await stateOf(old)).toBe('REMOVING');
  await owner`update policies set retention = '{"all":{"keep":{"years":9}}}' where id = ${estate.policyId}`;
  await applyToAll(services, hold);
  expect(await beginAll(services, hold)).toEqual(first);
  await finishRemoval(services, hold, [old]);
  await finishRemoval(services, hold, [old]);
  expect((await beginAll(services, hold)).pointIds).toEqual([]);
  expect((await auditOf(owner, old)).filter(({ action }) => action === 'recovery-point.removed')).toHaveLength(1);
});

test('an attempt that no longer holds the job neither deletes nor removes', async () => {
  const { estate, old } = await seedTwo();
  const hold = await beginRetention(services, estate);
  await owner`update job_attempts set ended_at = now(), outcome = 'LOST' where job_id = ${hold.jobId}`;
  await owner`update jobs set status = 'QUEUED' where id = ${hold.jobId}`;
  await begin(services, { jobId: hold.jobId, workerId: estate.workerId });
  await expect(applyToAll(services, hold)).rejects.toMatchObject({ code: 'ATTEMPT_FENCED' });
  await expect(beginRemoval(services, hold, null)).rejects.toMatchObject({ code: 'ATTEMPT_FENCED' });
  await expect(finishRemoval(services, hold, [old])).rejects.toMatchObject({ code: 'ATTEMPT_FENCED' });
  expect(await stateOf(old)).toBe('AVAILABLE');
});

test('what an open restore reads is not removed before the restore has ended', async () => {
  const { estate, old } = await seedTwo();
  const input = { recoveryPointId: old, target: { path: '/srv/elsewhere' } };
  const { jobId } = await requestRestore(as(services, 'OPERATOR'), request(input));
  for (const at of [NOW, '2026-12-05T12:00:00Z', '2026-12-06T12:00:00Z']) {
    expect((await runAt(estate, at)).forgotten).toEqual([]);
  }
  await owner`update jobs set status = 'CANCELLED', ended_at = now() where id = ${jobId}`;
  expect((await runAt(estate, '2026-12-07T12:00:00Z')).forgotten).toHaveLength(1);
});

test('a held point stays until every hold on it is released; who held it and why is in the audit log', async () => {
  const { estate, old } = await seedTwo();
  const counsel = as(services, 'CONTRIBUTOR');
  const [one, two] = await Promise.all(
    ['case 1', 'case 2'].map((reason) => holdRecoveryPoint(counsel, request({ recoveryPointId: old, reason }))),
  );
  await runAt(estate, NOW);
  await releaseHold(counsel, request({ holdId: one?.holdId }));
  await runAt(estate, '2026-11-21T12:00:00Z');
  expect(await stateOf(old)).toBe('AVAILABLE');
  await releaseHold(counsel, request({ holdId: two?.holdId }));
  expect(await stateOf(old)).toBe('AVAILABLE');
  await runAt(estate, '2026-11-22T12:00:00Z');
  expect(await stateOf(old)).toBe('SOFT_DELETED');
  const told = await auditOf(owner, old);
  expect(told.map(({ action }) => action).toSorted()).toEqual([
    'recovery-point.deleted',
    'recovery-point.held',
    'recovery-point.held',
    'recovery-point.released',
    'recovery-point.released',
  ]);
  await expect(releaseHold(counsel, request({ holdId: two?.holdId }))).rejects.toMatchObject({ code: 'HOLD_RELEASED' });
});

test('holding a point that was deleted softly brings it back; one that is being removed cannot be held', async () => {
  const { estate, old } = await seedTwo();
  const counsel = as(services, 'CONTRIBUTOR');
  await runAt(estate, NOW);
  const { holdId } = await holdRecoveryPoint(counsel, request({ recoveryPointId: old, reason: 'a case' }));
  expect(await stateOf(old)).toBe('AVAILABLE');
  await releaseHold(counsel, request({ holdId }));
  for (const at of ['2026-11-21T12:00:00Z', '2026-12-06T12:00:00Z', '2026-12-07T12:00:00Z']) await runAt(estate, at);
  expect(await stateOf(old)).toBe('REMOVED');
  const late = holdRecoveryPoint(counsel, request({ recoveryPointId: old, reason: 'too late' }));
  await expect(late).rejects.toMatchObject({ code: 'POINT_REMOVED' });
  const unentitled = holdRecoveryPoint(as(services, 'OPERATOR'), request({ recoveryPointId: old, reason: 'may not' }));
  await expect(unentitled).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' });
});

test('a hold that is put on while retention is applied is either seen by it or undoes it', async () => {
  const counsel = as(services, 'CONTRIBUTOR');
  for (let round = 0; round < 10; round += 1) {
    const { estate, old } = await seedTwo();
    const job = await beginRetention(services, estate);
    await Promise.all([
      applyToAll(services, job),
      holdRecoveryPoint(counsel, request({ recoveryPointId: old, reason: 'in the same moment' })),
    ]);
    expect(await stateOf(old)).toBe('AVAILABLE');
  }
});

/** An item of which the first point can be removed by the next run. */
async function seedRemovable() {
  const { estate, ...points } = await seedTwo();
  await runAt(estate, NOW);
  await runAt(estate, '2026-12-05T12:00:00Z');
  await clock.set('2026-12-06T12:00:00Z');
  const hold = await beginRetention(services, estate);
  await applyToAll(services, hold);
  return { estate, hold, ...points };
}

test("a policy that is made longer between a run's judgement and its removal saves the point, which the next run brings back", async () => {
  const { estate, hold, old } = await seedRemovable();
  await updatePolicy(
    as(services, 'ADMIN'),
    request({ policyId: estate.policyId, retention: { all: { keep: { years: 1 } } } }),
  );
  expect((await beginAll(services, hold)).pointIds).toEqual([]);
  await applyToAll(services, hold);
  expect(await stateOf(old)).toBe('AVAILABLE');
});

test('nothing is removed of an item whose rules or zone cannot be read any more', async () => {
  const [rules, zone] = [await seedRemovable(), await seedRemovable()];
  await owner`update policies set retention = '{"lunar":{}}' where id = ${rules.estate.policyId}`;
  await owner`update policies set schedule = '{"timeZone":"Moon/Tycho","rules":[]}' where id = ${zone.estate.policyId}`;
  for (const { hold } of [rules, zone]) expect((await beginAll(services, hold)).pointIds).toEqual([]);
});

test('a removal of which the engine did nothing is taken back: the point can be held again', async () => {
  const { hold, old } = await seedRemovable();
  const { pointIds } = await beginAll(services, hold);
  expect(pointIds).toEqual([old]);
  await takeBackRemoval(services, hold, pointIds);
  await holdRecoveryPoint(as(services, 'CONTRIBUTOR'), request({ recoveryPointId: old, reason: 'a case' }));
  expect(await stateOf(old)).toBe('AVAILABLE');
});

test('once it is told to stop retention deletes and removes nothing more', async () => {
  const { hold, old } = await seedRemovable();
  await cancelJob(as(services, 'OPERATOR'), request({ jobId: hold.jobId }));
  for (const step of [
    () => applyToAll(services, hold),
    () => beginAll(services, hold),
    () => findRemoval(services, hold),
  ]) {
    await expect(step()).rejects.toMatchObject({ code: 'JOB_CANCELLING' });
  }
  expect(await stateOf(old)).toBe('SOFT_DELETED');
});

test('a point deleted by a clock that was ahead by years counts its days from when the clock was right again', async () => {
  const { estate, old } = await seedTwo();
  await runAt(estate, '2036-11-20T12:00:00Z');
  for (const at of [NOW, '2026-12-05T12:00:00Z']) expect((await runAt(estate, at)).forgotten).toEqual([]);
  expect((await runAt(estate, '2026-12-06T12:00:00Z')).forgotten).toHaveLength(1);
  expect(await stateOf(old)).toBe('REMOVED');
});

test('a condition takes more ids than a statement takes parameters', async () => {
  const { old } = await seedTwo();
  const ids = [old, ...Array.from({ length: 70_000 }, (_, n) => `rpt_${n}`)];
  const found = await services.db
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(isAmong(recoveryPoints.id, ids));
  expect(found).toEqual([{ id: old }]);
});

/** In the long run more than a statement takes parameters. */
const POINTS = atLength(70_000, 700);

test('an item of very many points is judged, deleted and brought back as any other', { timeout: 120_000 }, async () => {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 1 } } });
  const first = Date.parse('2026-01-01T00:00:00Z');
  await seedPoints(
    owner,
    estate,
    Array.from({ length: POINTS }, (_, n) => new Date(first + n * 60_000).toISOString()),
  );
  const count = async () =>
    (
      await owner<
        { gone: number }[]
      >`select count(*)::int as gone from recovery_points where item_id = ${estate.itemId} and state = 'SOFT_DELETED'`
    )[0]?.gone;
  await runAt(estate, NOW);
  expect(await count()).toBe(POINTS - 1);
  await owner`update policies set retention = '{"all":{"keep":{"years":1}}}' where id = ${estate.policyId}`;
  await runAt(estate, NOW);
  expect(await count()).toBe(0);
});
