import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { claimDueDrills } from '@holdfast/db/services/drill/claim-due';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { finishDrill } from '@holdfast/db/services/drill/finish';
import { readyDrill } from '@holdfast/db/services/drill/ready';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { beginAttempt } from '@holdfast/db/services/job/begin-attempt';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { retryJob } from '@holdfast/db/services/job/retry';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { updateItem } from '@holdfast/db/services/protected-item/update';
import { as, protectServer, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { setSite } from './admission-kit.ts';
import {
  alertsOf,
  claimDrills,
  drillsOf,
  itemRow,
  makeDue,
  openDrills,
  PASSING_DRILL,
  runDrill,
  seedDrilled,
  seedPointOfEach,
} from './drill-kit.ts';
import { atOnce, auditOf, begin, jobRow, USERS_FAULT } from './kit.ts';
import { seedPoints } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00.000Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const daysLater = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000);
const MONTHLY = { everyDays: 30 };

describe('when', () => {
  test('items that come under a rule are planned over its days, each at a moment of its own', async () => {
    const { itemIds } = await seedDrilled(services, { drill: MONTHLY, items: 5 });
    const moments = await Promise.all(itemIds.map(async (id) => (await itemRow(owner, id))['next_drill_at']));
    expect(new Set(moments.map(String)).size).toBe(5);
    for (const at of moments) expect(at).toSatisfy((date: Date) => date > new Date(NOW) && date <= daysLater(30));
  });

  test('a due item gets one drill with a frozen plan, and the next one in its own turn, however many claim at once', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    await makeDue(owner, estate.itemIds);
    await atOnce(10, () => claimDueDrills(services, 50));
    const [job, ...others] = await openDrills(owner, estate.siteId);
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      status: 'QUEUED',
      exclusion_key: `drill:${estate.itemId}`,
      requested_by: { type: 'system', component: 'drills' },
      drill: { choice: 'NEWEST', sampleFiles: 10, queries: [], seed: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    const { next_drill_at: next } = await itemRow(owner, estate.itemId);
    expect(next).toSatisfy((date: Date) => date > new Date(NOW) && date <= daysLater(30));
    expect(await claimDrills(services, owner, estate)).toHaveLength(1);
  });

  test('the choices take turns: newest, oldest kept, then any; damaged and deleted points are none of them', async () => {
    const drill = { everyDays: 1, choices: ['NEWEST', 'OLDEST', 'RANDOM'] };
    const estate = await seedDrilled(services, { drill });
    const points = await seedPoints(
      owner,
      estate,
      [15, 16, 17, 18, 19].map((day) => `2026-11-${day}T02:00:00Z`),
    );
    await owner`update recovery_points set damage = '{}', damaged_at = now() where id in ${owner([points[0] ?? '', points[4] ?? ''])}`;
    const chosen: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await makeDue(owner, estate.itemIds);
      const [job] = await claimDrills(services, owner, estate);
      chosen.push(job?.['drill']);
      await runDrill(services, estate, { jobId: String(job?.['id']) });
    }
    expect(chosen).toMatchObject([
      { choice: 'NEWEST', recoveryPointId: points[3] },
      { choice: 'OLDEST', recoveryPointId: points[1] },
      { choice: 'RANDOM', recoveryPointId: expect.stringMatching(new RegExp(points.slice(1, 4).join('|'))) },
      { choice: 'NEWEST', recoveryPointId: points[3] },
    ]);
  });

  test('outside its windows, by the clock of its schedule, an item is put off to the next one', async () => {
    const drill = { ...MONTHLY, windows: [{ from: '22:00', to: '04:00' }] };
    const schedule = { timeZone: 'Europe/Berlin', rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] };
    const estate = await seedDrilled(services, { drill, schedule });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    await makeDue(owner, estate.itemIds);
    expect(await claimDrills(services, owner, estate)).toEqual([]);
    expect(await itemRow(owner, estate.itemId)).toMatchObject({ next_drill_at: new Date('2026-11-20T21:00:00.000Z') });
    await clock.set('2026-11-20T21:00:00.000Z');
    expect(await claimDrills(services, owner, estate)).toHaveLength(1);
  });

  test('a site is given no more drills than it may run; those never proven come first, then those proven longest ago', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY, items: 4 });
    await setSite(services, estate.siteId, { maxDrills: 2 });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    const [recent = '', never = '', long = '', other = ''] = estate.itemIds;
    await owner`update protected_items set last_proven_at = '2026-11-10' where id in ${owner([recent, other])}`;
    await owner`update protected_items set last_proven_at = '2026-10-10' where id = ${long}`;
    await makeDue(owner, estate.itemIds);
    expect((await claimDrills(services, owner, estate)).map((job) => job['item_id'])).toEqual([never, long]);
    expect(await claimDrills(services, owner, estate)).toHaveLength(2);
    expect(await itemRow(owner, recent)).toMatchObject({ next_drill_at: new Date(NOW) });
  });

  test('an item that never had a point is looked at again a day later, without a word', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    await makeDue(owner, estate.itemIds);
    expect(await claimDrills(services, owner, estate)).toEqual([]);
    expect(await itemRow(owner, estate.itemId)).toMatchObject({ next_drill_at: daysLater(1) });
    expect(await drillsOf(owner, estate.itemId)).toEqual([]);
  });

  test('one whose points are all bad gets the record of a drill that was not possible, and an alert', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    await owner`update recovery_points set damage = '{}', damaged_at = now() where item_id = ${estate.itemId}`;
    await makeDue(owner, estate.itemIds);
    expect(await claimDrills(services, owner, estate)).toEqual([]);
    const [record] = await drillsOf(owner, estate.itemId);
    expect(record).toMatchObject({ outcome: 'SKIPPED', point_id: null, error: { code: 'DRILL_NO_POINT' } });
    expect(await jobRow(owner, String(record?.['job_id']))).toMatchObject({ status: 'FAILED', attempt: 0 });
    expect(await alertsOf(owner, estate.itemId, 'NOT_PROVEN')).toMatchObject([
      { condition: 'FIRED', severity: 'WARNING' },
    ]);
    // A good point may be there tomorrow: then it is to be proven, and the alert is to end.
    expect(await itemRow(owner, estate.itemId)).toMatchObject({ next_drill_at: daysLater(1) });
  });

  test('what fails every day keeps nobody from its turn: those not tried for longest come first', async () => {
    const estate = await seedDrilled(services, { drill: { everyDays: 1 }, items: 2 });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    const [failing = '', proven = ''] = estate.itemIds;
    await owner`update protected_items set last_proven_at = '2026-11-10' where id = ${proven}`;
    await makeDue(owner, estate.itemIds);
    const [first] = await claimDrills(services, owner, estate);
    expect(first).toMatchObject({ item_id: failing });
    const hold = await begin(services, { jobId: String(first?.['id']), workerId: estate.workerId });
    await failAttempt(services, hold, { error: USERS_FAULT });
    await makeDue(owner, estate.itemIds);
    expect(await claimDrills(services, owner, estate)).toMatchObject([{ item_id: proven }]);
  });

  test('at a paused site none is queued, since it would begin at the end of the pause, in or out of its window', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    await setSite(services, estate.siteId, { pauses: { windows: [{ from: '11:00', to: '13:00' }] } });
    await makeDue(owner, estate.itemIds);
    expect(await claimDrills(services, owner, estate)).toEqual([]);
    expect(await itemRow(owner, estate.itemId)).toMatchObject({ next_drill_at: new Date(NOW) });
    await clock.set('2026-11-20T13:00:00.000Z');
    expect(await claimDrills(services, owner, estate)).toHaveLength(1);
  });

  test('a new rule plans all items anew, its end plans none, and stopped protection takes an item out until it is resumed', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY, items: 2 });
    const admin = as(services, 'ADMIN');
    const { policyId, itemId } = estate;
    await updatePolicy(admin, request({ policyId, drill: { everyDays: 2 } }));
    expect((await itemRow(owner, itemId))['next_drill_at']).toSatisfy((date: Date) => date <= daysLater(2));
    const [policy] = await owner`select drill from policies where id = ${policyId}`;
    expect(policy?.['drill']).toEqual({ everyDays: 2, choices: ['NEWEST'], since: NOW });
    await stopProtection(admin, request({ itemId, reason: 'test' }));
    expect(await itemRow(owner, itemId)).toMatchObject({ next_drill_at: null });
    await resumeProtection(admin, request({ itemId }));
    expect((await itemRow(owner, itemId))['next_drill_at']).toBeInstanceOf(Date);
    await updatePolicy(admin, request({ policyId, withoutDrill: true }));
    for (const id of estate.itemIds) expect(await itemRow(owner, id)).toMatchObject({ next_drill_at: null });
    await expect(updatePolicy(admin, request({ policyId, drill: MONTHLY, withoutDrill: true }))).rejects.toThrow(
      /withoutDrill/,
    );
  });
});

describe('a drill that waited', () => {
  async function waiting(choice: string) {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const points = await seedPoints(owner, estate, [
      '2026-11-17T02:00:00Z',
      '2026-11-18T02:00:00Z',
      '2026-11-19T02:00:00Z',
    ]);
    const { itemId, workerId } = estate;
    const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId, choice }));
    const goes = async (pointId: string) =>
      void (await owner`update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"RETENTION"}',
        deleted_at = now(), removable_at = now() where id = ${pointId}`);
    return { points, itemId, workerId, jobId, goes };
  }

  test.each([
    { choice: 'NEWEST', lost: 2, next: 1 },
    { choice: 'OLDEST', lost: 0, next: 1 },
  ])(
    'whose point was deleted meanwhile restores what its choice $choice comes to now',
    async ({ choice, lost, next }) => {
      const { points, itemId, workerId, jobId, goes } = await waiting(choice);
      await goes(points[lost] ?? '');
      const hold = await begin(services, { jobId, workerId });
      expect(await readyDrill(services, hold)).toMatchObject({ recoveryPointId: points[next], choice });
      const [event] = await owner`select message from job_events where job_id = ${jobId} and type = 'drill.rechosen'`;
      expect(event?.['message']).toMatch(new RegExp(`${points[lost]}.*${points[next]}`));
      await finishDrill(services, hold, PASSING_DRILL);
      expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'PASSED', point_id: points[next] }]);
    },
  );

  test('whose point was found damaged meanwhile restores another one; a good one stays', async () => {
    const { points, workerId, jobId } = await waiting('NEWEST');
    const hold = await begin(services, { jobId, workerId });
    expect(await readyDrill(services, hold)).toMatchObject({ recoveryPointId: points[2] });
    await owner`update recovery_points set damage = '{}', damaged_at = now() where id = ${points[2] ?? ''}`;
    expect(await readyDrill(services, hold)).toMatchObject({ recoveryPointId: points[1] });
  });

  test('with no good point left is one that was not possible: it proves nothing, and no drill is told as failed', async () => {
    const { points, itemId, workerId, jobId, goes } = await waiting('NEWEST');
    for (const point of points) await goes(point);
    const hold = await begin(services, { jobId, workerId });
    const error = await readyDrill(services, hold).catch((thrown: unknown) => thrown);
    if (!(error instanceof HoldfastError)) throw error;
    await failAttempt(services, hold, { error });
    expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'SKIPPED', error: { code: 'DRILL_NO_POINT' } }]);
    expect(await alertsOf(owner, itemId, 'DRILL_FAILED')).toEqual([]);
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ severity: 'WARNING', condition: 'FIRED' }]);
  });

  test('beyond the end of its window does not begin, comes again in the next one, and is told', async () => {
    const estate = await seedDrilled(services, { drill: { ...MONTHLY, windows: [{ from: '11:00', to: '13:00' }] } });
    const { itemId, workerId } = estate;
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    await makeDue(owner, estate.itemIds);
    const [job] = await claimDrills(services, owner, estate);
    const jobId = String(job?.['id']);
    await clock.set('2026-11-20T13:00:01.000Z');
    const hold = await begin(services, { jobId, workerId });
    const error = await readyDrill(services, hold).catch((thrown: unknown) => thrown);
    if (!(error instanceof HoldfastError)) throw error;
    await failAttempt(services, hold, { error });
    expect(await drillsOf(owner, itemId)).toMatchObject([{ outcome: 'SKIPPED', error: { code: 'DRILL_WINDOW_OVER' } }]);
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ severity: 'WARNING', condition: 'FIRED' }]);
    expect((await itemRow(owner, itemId))['next_drill_at']).toSatisfy((date: Date) => date <= daysLater(1.1));
    // A person who asks for it again means now.
    const again = await retryJob(as(services, 'OPERATOR'), request({ jobId }));
    const retried = await begin(services, { jobId: again.jobId, workerId });
    expect(await readyDrill(services, retried)).toMatchObject({ recoveryPointId: expect.any(String) });
  });
});

describe('on demand', () => {
  test('a drill is queued by whoever may, once an item, and refused where there is nothing to restore', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const { itemId } = estate;
    const operator = as(services, 'OPERATOR');
    await expect(requestDrill(operator, request({ itemId }))).rejects.toMatchObject({ code: 'DRILL_NO_POINT' });
    const [oldest] = await seedPoints(owner, estate, ['2026-11-01T02:00:00Z', '2026-11-19T02:00:00Z']);
    await expect(requestDrill(as(services, 'READER'), request({ itemId }))).rejects.toMatchObject({
      code: 'NOT_AUTHORIZED',
    });
    const { jobId } = await requestDrill(operator, request({ itemId, choice: 'OLDEST' }));
    expect(await jobRow(owner, jobId)).toMatchObject({ drill: { choice: 'OLDEST', recoveryPointId: oldest } });
    expect(await auditOf(owner, jobId)).toMatchObject([{ action: 'job.drill-requested' }]);
    await expect(requestDrill(operator, request({ itemId }))).rejects.toMatchObject({ code: 'JOB_RUNNING', jobId });
  });

  test('drills beyond what the site may run wait, are told why, and go on when one ends', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY, items: 2 });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    const operator = as(services, 'OPERATOR');
    const jobIds: string[] = [];
    for (const itemId of estate.itemIds) jobIds.push((await requestDrill(operator, request({ itemId }))).jobId);
    const [first = '', second = ''] = jobIds;
    const { workerId } = estate;
    const hold = await begin(services, { jobId: first, workerId });
    expect(await beginAttempt(services, { jobId: second, workerId })).toMatchObject({
      kind: 'WAITS',
      wait: { reason: 'DRILLS', limit: 1 },
    });
    await releaseWaiting(services);
    expect(await jobRow(owner, second)).toMatchObject({ waits_for: { reason: 'DRILLS' } });
    await failAttempt(services, hold, { error: USERS_FAULT });
    await releaseWaiting(services);
    expect(await beginAttempt(services, { jobId: second, workerId })).toMatchObject({ kind: 'BEGUN' });
  });

  test('a drill takes no place of the host that its item is read from, and needs none', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY, items: 2 });
    await setSite(services, estate.siteId, { maxJobsPerHost: 1, maxDrills: 2 });
    await seedPointOfEach(owner, estate, '2026-11-19T02:00:00Z');
    const [first = '', second = ''] = estate.itemIds;
    const operator = as(services, 'OPERATOR');
    const { workerId } = estate;
    await begin(services, { jobId: (await requestDrill(operator, request({ itemId: first }))).jobId, workerId });
    await begin(services, { jobId: (await requestBackup(operator, request({ itemId: first }))).jobId, workerId });
    await begin(services, { jobId: (await requestDrill(operator, request({ itemId: second }))).jobId, workerId });
    const { jobId } = await requestBackup(operator, request({ itemId: second }));
    expect(await beginAttempt(services, { jobId, workerId })).toMatchObject({ wait: { reason: 'HOST' } });
  });

  test('a failed drill can be done again under the same plan, unless its point has gone', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const [point = ''] = await seedPoints(owner, estate, ['2026-11-19T02:00:00Z']);
    const operator = as(services, 'OPERATOR');
    const { jobId } = await requestDrill(operator, request({ itemId: estate.itemId }));
    await failAttempt(services, await begin(services, { jobId, workerId: estate.workerId }), { error: USERS_FAULT });
    const again = await retryJob(operator, request({ jobId }));
    expect((await jobRow(owner, again.jobId))['drill']).toEqual((await jobRow(owner, jobId))['drill']);
    const hold = await begin(services, { jobId: again.jobId, workerId: estate.workerId });
    await failAttempt(services, hold, { error: USERS_FAULT });
    await owner`update recovery_points set state = 'SOFT_DELETED', deletion = '{"by":"RETENTION"}', deleted_at = now(), removable_at = now() where id = ${point}`;
    await expect(retryJob(operator, request({ jobId: again.jobId }))).rejects.toMatchObject({
      code: 'POINT_NOT_AVAILABLE',
    });
  });

  test('queries are for databases, and replace those before', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const admin = as(services, 'ADMIN');
    const query = { name: 'orders', database: 'shop', sql: 'select count(*) from orders', expect: { atLeast: 1 } };
    await expect(updateItem(admin, request({ itemId: estate.itemId, drillQueries: [query] }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const { vaultId, policyId } = estate;
    const server = { vaultId, policyId, name: `server ${estate.itemId}`, config: { host: 'db', user: 'backup' } };
    const { itemId } = await protectServer(admin, server);
    for (const expectation of [{}, { atLeast: 2, atMost: 1 }]) {
      const cannot = { ...query, expect: expectation };
      await expect(
        updateItem(admin, request({ itemId, drillQueries: [cannot] })),
        'always or never passes',
      ).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
    await updateItem(admin, request({ itemId, drillQueries: [query] }));
    expect(await itemRow(owner, itemId)).toMatchObject({ drill_queries: [query] });
    await updateItem(admin, request({ itemId, drillQueries: [] }));
    expect(await itemRow(owner, itemId)).toMatchObject({ drill_queries: [] });
  });
});
