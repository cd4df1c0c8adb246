import { afterAll, beforeEach, expect, test } from 'vitest';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { holdRecoveryPoint } from '@holdfast/db/services/recovery-point/hold';
import { releaseHold } from '@holdfast/db/services/recovery-point/release';
import { beginRemoval, finishRemoval } from '@holdfast/db/services/retention/remove';
import { as, request, type Estate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { auditOf, begin, jobRow, type Row } from './kit.ts';
import { applyToAll, beginRetention, runRetention, seedPoints, seedRetained, statesOf } from './retention-kit.ts';

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
  const [first] = await beginRemoval(services, hold);
  expect(first?.pointIds).toEqual([old]);
  expect(await stateOf(old)).toBe('REMOVING');
  await owner`update policies set retention = '{"all":{"keep":{"years":9}}}' where id = ${estate.policyId}`;
  await applyToAll(services, hold);
  expect(await beginRemoval(services, hold)).toEqual([first]);
  await finishRemoval(services, hold, [old]);
  await finishRemoval(services, hold, [old]);
  expect(await beginRemoval(services, hold)).toEqual([]);
  expect((await auditOf(owner, old)).filter(({ action }) => action === 'recovery-point.removed')).toHaveLength(1);
});

test('an attempt that no longer holds the job neither deletes nor removes', async () => {
  const { estate, old } = await seedTwo();
  const hold = await beginRetention(services, estate);
  await owner`update job_attempts set ended_at = now(), outcome = 'LOST' where job_id = ${hold.jobId}`;
  await owner`update jobs set status = 'QUEUED' where id = ${hold.jobId}`;
  await begin(services, { jobId: hold.jobId, workerId: estate.workerId });
  await expect(applyToAll(services, hold)).rejects.toMatchObject({ code: 'ATTEMPT_FENCED' });
  await expect(beginRemoval(services, hold)).rejects.toMatchObject({ code: 'ATTEMPT_FENCED' });
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
