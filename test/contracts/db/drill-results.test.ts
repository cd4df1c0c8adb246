import { afterAll, beforeEach, expect, test } from 'vitest';
import { noticeUnproven } from '@holdfast/db/services/drill/notice-unproven';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { alertsOf, drillsOf, itemRow, PASSING_DRILL, runDrill, seedDrilled } from './drill-kit.ts';
import { begin, jobRow, PASSING, USERS_FAULT } from './kit.ts';
import { seedPoints } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00.000Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const daysLater = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000);
const MONTHLY = { everyDays: 30 };

async function begun(drill = MONTHLY) {
  const estate = await seedDrilled(services, { drill });
  const [pointId = ''] = await seedPoints(owner, estate, ['2026-11-19T02:00:00Z']);
  const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId: estate.itemId }));
  return { estate, itemId: estate.itemId, pointId, jobId };
}

test('a drill that passed is reported, proves its item, and its times stand against the objective', async () => {
  const { estate, itemId, pointId, jobId } = await begun();
  await owner`update protected_items set rto_seconds = 60 where id = ${itemId}`;
  await runDrill(services, estate, { jobId });
  expect(await drillsOf(owner, itemId)).toMatchObject([
    {
      outcome: 'PASSED',
      point_id: pointId,
      choice: 'NEWEST',
      fetch_ms: '1000',
      restore_ms: '41000',
      probe_ms: '2000',
      error: null,
    },
  ]);
  expect(await jobRow(owner, jobId)).toMatchObject({
    status: 'COMPLETED',
    result: { rtoMs: 42_000, rtoObjectiveSeconds: 60, probes: 1, files: 5 },
  });
  expect(await itemRow(owner, itemId)).toMatchObject({ last_proven_at: new Date(NOW) });
});

test('a probe that fails fails the drill: an alert names the reason and the point, nothing is proven, and it is not tried again', async () => {
  const { estate, itemId, pointId, jobId } = await begun();
  const probe = { name: 'content', passed: false, text: '1 of 5 files differs: /folder/a.' };
  await runDrill(services, estate, { jobId, found: { ...PASSING_DRILL, evidence: { probes: [probe] } } });
  expect(await jobRow(owner, jobId)).toMatchObject({
    status: 'FAILED',
    attempt: 1,
    error: { code: 'DRILL_PROBE_FAILED' },
  });
  expect(await drillsOf(owner, itemId)).toMatchObject([
    { outcome: 'FAILED', evidence: { probes: [probe] }, restore_ms: '41000' },
  ]);
  const [alert] = await alertsOf(owner, itemId, 'DRILL_FAILED');
  expect(alert).toMatchObject({ severity: 'ERROR', condition: 'FIRED', job_id: jobId });
  expect(alert).toMatchObject({ error: { message: expect.stringMatching(`${pointId}.*content.*1 of 5 files`) } });
  expect(await itemRow(owner, itemId)).toMatchObject({ last_proven_at: null });
  expect((await itemRow(owner, itemId))['next_drill_at']).toSatisfy((date: Date) => date <= daysLater(1));
});

test('an older point that restores ends no alert of a newer one that does not, and the newer is tried again soon', async () => {
  const estate = await seedDrilled(services, { drill: MONTHLY });
  const { itemId } = estate;
  const points = await seedPoints(owner, estate, ['2026-11-18T02:00:00Z', '2026-11-19T02:00:00Z']);
  const probe = { name: 'content', passed: false, text: '1 of 5 files differs.' };
  const drill = async (choice: string, found = PASSING_DRILL) => {
    const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId, choice }));
    await runDrill(services, estate, { jobId, found });
    return (await alertsOf(owner, itemId, 'DRILL_FAILED')).map(({ condition }) => condition);
  };
  const failing = { ...PASSING_DRILL, evidence: { probes: [probe] } };
  expect(await drill('NEWEST', failing)).toEqual(['FIRED']);
  await owner`update protected_items set next_drill_at = ${daysLater(30)} where id = ${itemId}`;
  expect(await drill('OLDEST')).toEqual(['FIRED']);
  expect(await itemRow(owner, itemId)).toMatchObject({ last_proven_at: new Date(NOW), next_drill_at: daysLater(1) });
  expect(await drill('OLDEST', failing)).toEqual(['FIRED']);
  expect(await drill('NEWEST')).toEqual(['RESOLVED']);
  // One that is known to be damaged is told of by that, and restored by no drill any more.
  expect(await drill('NEWEST', failing)).toEqual(['RESOLVED', 'FIRED']);
  await owner`update recovery_points set damage = '{}', damaged_at = now() where id = ${points[1] ?? ''}`;
  expect(await drill('NEWEST')).toEqual(['RESOLVED', 'RESOLVED']);
});

test('a drill that looked at nothing proves nothing', async () => {
  const { estate, itemId, jobId } = await begun();
  await runDrill(services, estate, { jobId, found: { ...PASSING_DRILL, evidence: { probes: [] } } });
  expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'FAILED', error: { code: 'DRILL_PROBE_FAILED' } }]);
  expect(await itemRow(owner, itemId)).toMatchObject({ last_proven_at: null });
});

test('the next drill that passes resolves both alerts', async () => {
  const { estate, itemId, jobId } = await begun();
  await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error: USERS_FAULT });
  await clock.set(daysLater(90));
  await noticeUnproven(services);
  const { jobId: next } = await requestDrill(as(services, 'OPERATOR'), request({ itemId }));
  await runDrill(services, estate, { jobId: next });
  for (const kind of ['DRILL_FAILED', 'NOT_PROVEN']) {
    expect(await alertsOf(owner, itemId, kind)).toMatchObject([{ condition: 'RESOLVED' }]);
  }
});

test('one that could not read the vault after all its attempts has failed, with its reason and the point', async () => {
  const { estate, itemId, pointId, jobId } = await begun();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    expect(await drillsOf(owner, itemId)).toEqual([]);
    const hold = await begin(services, { jobId, workerId: estate.workerId });
    await failAttempt(services, hold, { error: PASSING });
  }
  expect(await drillsOf(owner, itemId)).toMatchObject([
    { outcome: 'FAILED', error: { code: PASSING.code }, restore_ms: null },
  ]);
  const [alert] = await alertsOf(owner, itemId, 'DRILL_FAILED');
  expect(alert).toMatchObject({ error: { message: expect.stringContaining(pointId) } });
});

test.each(['DRILL_SERVER_MISSING', 'TOOL_MISSING', 'INTERNAL'])(
  '%s is trouble of the worker: it is told, and judges no recovery point',
  async (code) => {
    const { estate, itemId, jobId } = await begun();
    const hold = await begin(services, { jobId, workerId: estate.workerId });
    await failAttempt(services, hold, { error: { ...USERS_FAULT, code } });
    expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'SKIPPED', error: { code } }]);
    expect(await alertsOf(owner, itemId, 'DRILL_FAILED')).toMatchObject([{ condition: 'FIRED' }]);
  },
);

test('a worker that stops, or loses the store, is an attempt that comes again; used up, it judges nothing', async () => {
  const { estate, itemId, jobId } = await begun();
  const error = { ...PASSING, code: 'WORKER_STOPPING' };
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error });
  }
  expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'SKIPPED', error: { code: 'WORKER_STOPPING' } }]);
  expect(await itemRow(owner, itemId)).toMatchObject({ last_proven_at: null });
});
