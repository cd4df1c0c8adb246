import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { noticeUnproven } from '@holdfast/db/services/drill/notice-unproven';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { resumeProtection } from '@holdfast/db/services/protected-item/resume';
import { stopProtection } from '@holdfast/db/services/protected-item/stop';
import { itemFigures } from '@holdfast/db/queries/estate';
import { proofsOf } from '@holdfast/db/queries/proofs';
import { as, request } from '../../kit/estate.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { openServices } from '../../kit/services.ts';
import { alertsOf, PASSING_DRILL, runDrill, seedDrilled } from './drill-kit.ts';
import { atOnce } from './kit.ts';
import { seedPoints } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;
const NOW = '2026-11-20T12:00:00.000Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const daysLater = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000);
const MONTHLY = { everyDays: 30 };

describe('overdue', () => {
  test('an item that was not proven in time is told once, by however many looks, and the proof ends it', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const { itemId } = estate;
    await seedPoints(owner, estate, ['2026-11-19T02:00:00Z']);
    await owner`update protected_items set created_at = ${new Date(NOW)} where id = ${itemId}`;
    await owner`update recovery_points set committed_at = ${new Date(NOW)} where item_id = ${itemId}`;
    await clock.set(daysLater(35.9));
    await noticeUnproven(services);
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toEqual([]);
    await clock.set(daysLater(36.1));
    await atOnce(5, () => noticeUnproven(services));
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([
      { condition: 'FIRED', severity: 'WARNING', count: 1, error: { code: 'NOT_PROVEN_IN_TIME' } },
    ]);
    expect((await proofsOf(services.db, [itemId])).get(itemId)).toMatchObject({ state: 'NEVER', isLate: true });
    const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId }));
    await runDrill(services, estate, { jobId });
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'RESOLVED' }]);
    expect((await proofsOf(services.db, [itemId])).get(itemId)).toMatchObject({ state: 'PROVEN', isLate: false });
    await clock.set(daysLater(36.1 + 36.1));
    await noticeUnproven(services);
    expect((await alertsOf(owner, itemId, 'NOT_PROVEN')).map((alert) => alert['condition'])).toEqual([
      'RESOLVED',
      'FIRED',
    ]);
  });

  test('a rule by which it is no longer late ends the alert', async () => {
    const estate = await seedDrilled(services, { drill: { everyDays: 1 } });
    const { itemId, policyId } = estate;
    await owner`update protected_items set last_proven_at = ${new Date(NOW)} where id = ${itemId}`;
    await clock.set(daysLater(10));
    await noticeUnproven(services);
    const admin = as(services, 'ADMIN');
    await updatePolicy(admin, request({ policyId, drill: { everyDays: 7 } }));
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'FIRED' }]);
    await updatePolicy(admin, request({ policyId, drill: MONTHLY }));
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'RESOLVED' }]);
  });

  test.each(['rule', 'protection'])('the end of its %s ends the alert', async (what) => {
    const estate = await seedDrilled(services, { drill: { everyDays: 1 } });
    const { itemId, policyId } = estate;
    await seedPoints(owner, estate, ['2026-11-19T02:00:00Z']);
    await clock.set(daysLater(400));
    await noticeUnproven(services);
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'FIRED' }]);
    const admin = as(services, 'ADMIN');
    if (what === 'rule') await updatePolicy(admin, request({ policyId, withoutDrill: true }));
    else await stopProtection(admin, request({ itemId, reason: 'test' }));
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'RESOLVED' }]);
    await noticeUnproven(services);
    expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toHaveLength(1);
  });

  test.each([null, NOW])(
    'an item that is resumed has the days of its rule from then on, however old it is, proven before: %s',
    async (proven) => {
      const estate = await seedDrilled(services, { drill: MONTHLY });
      const { itemId } = estate;
      const admin = as(services, 'ADMIN');
      await seedPoints(owner, estate, ['2026-11-19T02:00:00Z']);
      await owner`update protected_items set created_at = ${new Date(NOW)} where id = ${itemId}`;
      await owner`update protected_items set last_proven_at = ${proven} where id = ${itemId}`;
      await stopProtection(admin, request({ itemId, reason: 'test' }));
      await clock.set(daysLater(100));
      await resumeProtection(admin, request({ itemId }));
      await noticeUnproven(services);
      expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toEqual([]);
      await clock.set(daysLater(136.1));
      await noticeUnproven(services);
      expect(await alertsOf(owner, itemId, 'NOT_PROVEN')).toMatchObject([{ condition: 'FIRED' }]);
    },
  );
});

describe('a drill that fails', () => {
  const FAILING_DRILL = {
    ...PASSING_DRILL,
    evidence: { probes: [{ name: 'content', passed: false, text: '1 of 5 files differs.' }] },
  };

  test('takes back the proof of its item until one passes at its point or a newer one, or that point is known to be bad', async () => {
    const estate = await seedDrilled(services, { drill: MONTHLY });
    const { itemId } = estate;
    const [, newer = ''] = await seedPoints(owner, estate, ['2026-11-18T02:00:00Z', '2026-11-19T02:00:00Z']);
    const drill = async (choice: string, found = PASSING_DRILL) => {
      const { jobId } = await requestDrill(as(services, 'OPERATOR'), request({ itemId, choice }));
      await runDrill(services, estate, { jobId, found });
    };
    const before = (await itemFigures(services.db)).proven;
    const expectProven = async (state: string) => {
      expect((await proofsOf(services.db, [itemId])).get(itemId)).toMatchObject({
        state,
        lastProvenAt: new Date(NOW),
        failedAt: state === 'FAILED' ? expect.any(Date) : null,
      });
      expect((await itemFigures(services.db)).proven - before).toBe(state === 'PROVEN' ? 1 : 0);
    };
    await drill('NEWEST');
    await expectProven('PROVEN');
    await drill('NEWEST', FAILING_DRILL);
    await expectProven('FAILED');
    await drill('OLDEST');
    await expectProven('FAILED');
    await owner`update recovery_points set damage = '{}', damaged_at = now() where id = ${newer}`;
    await expectProven('PROVEN');
    await owner`update recovery_points set damage = null, damaged_at = null where id = ${newer}`;
    await expectProven('FAILED');
    await drill('NEWEST');
    await expectProven('PROVEN');
  });
});
