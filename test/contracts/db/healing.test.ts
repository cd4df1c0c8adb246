import { afterAll, beforeEach, expect, test } from 'vitest';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { alertsOf as itemAlertsOf, itemRow, runDrill, seedDrilled } from './drill-kit.ts';
import { begin, beginRestore, USERS_FAULT, type Row } from './kit.ts';
import { seedPoints } from './retention-kit.ts';
import { beginVerification, damaged, makeRepository, snapshotsOf } from './verification-kit.ts';

// What had failed by damage, once a check finds it whole again.

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const DAYS = ['2026-11-15T02:00:00Z', '2026-11-16T02:00:00Z', '2026-11-17T02:00:00Z'];
const DAMAGE = { ...USERS_FAULT, code: 'REPOSITORY_DAMAGED' };

test('the next drill of an item that failed at what is whole again comes at once, and its alert waits for that; others keep their turn', async () => {
  const estate = await seedDrilled(services, { drill: { everyDays: 30 }, items: 3 });
  const [healed = '', other = '', onDemand = ''] = estate.itemIds;
  const points: string[] = [];
  for (const itemId of estate.itemIds)
    points.push(...(await seedPoints(owner, { ...estate, itemId }, [DAYS[0] ?? ''])));
  const repositoryId = await makeRepository(owner, estate);
  const failedDrill = async (itemId: string) => {
    const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId }));
    const error = { ...USERS_FAULT, code: 'REPOSITORY_DAMAGED', remedy: 'Back it up.' };
    await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error });
  };
  for (const itemId of estate.itemIds) await failedDrill(itemId);
  const tomorrow = new Date('2026-11-21T12:00:00Z');
  await owner`update protected_items set next_drill_at = ${tomorrow} where id in ${owner([healed, other])}`;
  await owner`update protected_items set next_drill_at = null where id = ${onDemand}`;
  const hold = await beginVerification(services, estate);
  const lost = (await snapshotsOf(owner, points)).map((snapshot) => damaged(snapshot));
  const turns = async () =>
    (await Promise.all(estate.itemIds.map((id) => itemRow(owner, id)))).map((row) => row['next_drill_at']);
  await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: lost });
  expect(await turns()).toEqual([tomorrow, tomorrow, null]);
  await markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: lost.slice(1, 2) });
  expect(await turns()).toEqual([new Date(NOW), tomorrow, null]);
  const remedy = async (itemId: string) =>
    (await itemAlertsOf(owner, itemId, 'DRILL_FAILED')).map((row) => row['error']);
  const waits = [{ code: 'REPOSITORY_DAMAGED', remedy: expect.stringContaining('whole again') }];
  expect(await remedy(healed)).toMatchObject(waits);
  expect(await remedy(onDemand)).toMatchObject(waits);
  expect(await remedy(other)).toMatchObject([{ remedy: 'Back it up.' }]);
  const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId: healed }));
  await runDrill(services, estate, { jobId });
  expect(await itemAlertsOf(owner, healed, 'DRILL_FAILED')).toMatchObject([{ condition: 'RESOLVED' }]);
});

test('the alert of restores that failed by damage is resolved once each point that they were of was found whole again', async () => {
  const estate = await seedEstate(services);
  const { itemId } = estate;
  const points = await seedPoints(owner, estate, DAYS);
  const repositoryId = await makeRepository(owner, estate);
  const snapshots = await snapshotsOf(owner, points);
  const failRestore = async (pointId: string, error = DAMAGE) => {
    const hold = await beginRestore(services, estate, { pointId, path: `/restored/${pointId}` });
    await failAttempt(services, hold, { error });
  };
  const [first = '', second = '', third = ''] = points;
  await failRestore(first);
  await failRestore(second);
  await failRestore(third, USERS_FAULT);
  const alerts = async () => {
    const rows = await owner<Row[]>`
      select error ->> 'code' as code, condition from alerts where item_id = ${itemId} and kind = 'RESTORE_FAILED' order by id`;
    return rows.map(({ code, condition }) => `${String(code)} ${String(condition)}`);
  };
  const hold = await beginVerification(services, estate);
  const mark = (...those: (string | undefined)[]) =>
    markDamage(services, hold, { repositoryId, on: 'CONTENT', damaged: those.map((id) => damaged(id ?? '')) });
  await mark(snapshots[0]);
  await mark();
  expect(await alerts(), 'no check has come to the second yet').toEqual([
    'REPOSITORY_DAMAGED FIRED',
    'SOURCE_NOT_FOUND FIRED',
  ]);
  await mark(snapshots[1], snapshots[2]);
  await mark(snapshots[2]);
  expect(await alerts(), 'another point of the item is damaged').toContain('REPOSITORY_DAMAGED FIRED');
  await mark();
  expect(await alerts()).toEqual(['REPOSITORY_DAMAGED RESOLVED', 'SOURCE_NOT_FOUND FIRED']);
  const told = await owner<
    Row[]
  >`select message from job_events where job_id = ${hold.jobId} and type = 'verify.healed' order by seq`;
  expect(told.at(-1)?.['message']).toBe(
    '1 recovery point whole again. The alerts of restores that failed by such damage are resolved of one item.',
  );
});
