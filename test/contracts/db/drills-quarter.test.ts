import { afterAll, expect, test } from 'vitest';
import { noticeUnproven } from '@holdfast/db/services/drill/notice-unproven';
import { atLength } from '../../kit/endurance.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { seededRandom, testSeed } from '../../kit/seeded-random.ts';
import { openServices } from '../../kit/services.ts';
import { alertsOf, claimDrills, itemRow, PASSING_DRILL, runDrill, seedDrilled, seedPointOfEach } from './drill-kit.ts';

const DAY_MS = 86_400_000;
const STEP_MS = DAY_MS / 2;
const BEGIN = Date.parse('2026-08-01T00:00:00Z');
const ITEMS = atLength(200, 12);
const DAYS = atLength(90, 45);
const EVERY_DAYS = 7;
/** The seven days and a fifth of them: as the README says it, written out a second time on purpose. */
const PROVEN_FOR_MS = 8.4 * DAY_MS;
/** Nobody claims a drill in these days. */
const OUTAGE = { from: BEGIN + 20 * DAY_MS, until: BEGIN + 31 * DAY_MS };
const SEED = testSeed();

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const FAILING_DRILL = {
  ...PASSING_DRILL,
  evidence: { probes: [{ name: 'content', passed: false, text: '1 of 5 files differs.' }] },
};

/** What there should be of an item: when it was last proven, and each time in which it was late. */
interface Expected {
  provenAt: number;
  readonly late: { endedByProof: boolean }[];
  isLate: boolean;
}

test(
  `${DAYS} days of ${ITEMS} items (seed ${SEED}): each is proven in time or said not to be, once, until the next proof`,
  { timeout: 1_800_000 },
  async () => {
    const random = seededRandom(SEED);
    const clock = await holdScheduleClock(owner, new Date(BEGIN));
    const estate = await seedDrilled(services, { drill: { everyDays: EVERY_DAYS }, items: ITEMS });
    await seedPointOfEach(owner, estate, new Date(BEGIN).toISOString());
    await owner`update recovery_points set committed_at = ${new Date(BEGIN)}`;
    const model = new Map(
      estate.itemIds.map((id): [string, Expected] => [id, { provenAt: BEGIN, late: [], isLate: false }]),
    );
    // Some of the items do not restore for weeks.
    const broken = new Map(
      estate.itemIds
        .filter(() => random() < 0.3)
        .map((id) => [id, BEGIN + Math.floor(random() * DAYS) * DAY_MS] as const),
    );
    const restores = (id: string, now: number) => {
      const from = broken.get(id) ?? Infinity;
      return now < from || now > from + 16 * DAY_MS;
    };

    for (let now = BEGIN + STEP_MS; now <= BEGIN + DAYS * DAY_MS; now += STEP_MS) {
      await clock.set(new Date(now));
      const isOut = now >= OUTAGE.from && now < OUTAGE.until;
      const proven = isOut ? [] : await drillAllDue(now);
      await noticeUnproven(services);
      for (const [id, expected] of model) follow(expected, { now, isProven: proven.includes(id) });
      for (const [id, expected] of model) {
        await expectTold(id, expected);
        if (now < OUTAGE.from && !broken.has(id)) expect(expected.isLate, `${id} restores`).toBe(false);
      }
    }
    const wasLate = [...model.values()].filter(({ late }) => late.length > 0);
    expect(wasLate.length, 'items that were late').toBeGreaterThan(0);

    async function drillAllDue(now: number): Promise<string[]> {
      const done: string[] = [];
      for (;;) {
        const open = await claimDrills(services, owner, estate);
        if (open.length === 0) return done;
        for (const { id, item_id: itemId } of open) {
          const passes = restores(String(itemId), now);
          await runDrill(services, estate, { jobId: String(id), ...(!passes && { found: FAILING_DRILL }) });
          if (passes) done.push(String(itemId));
        }
      }
    }
  },
);

function follow(expected: Expected, { now, isProven }: { now: number; isProven: boolean }): void {
  if (isProven) {
    expected.provenAt = now;
    const last = expected.late.at(-1);
    if (expected.isLate && last) last.endedByProof = true;
    expected.isLate = false;
  }
  if (expected.isLate || now <= expected.provenAt + PROVEN_FOR_MS) return;
  expected.isLate = true;
  expected.late.push({ endedByProof: false });
}

async function expectTold(itemId: string, { late, provenAt }: Expected): Promise<void> {
  const alerts = await alertsOf(owner, itemId, 'NOT_PROVEN');
  expect(
    alerts.map(({ condition, count }) => ({ condition, count })),
    itemId,
  ).toEqual(late.map(({ endedByProof }) => ({ condition: endedByProof ? 'RESOLVED' : 'FIRED', count: 1 })));
  const { last_proven_at: at } = await itemRow(owner, itemId);
  expect(at === null ? BEGIN : Number(at), itemId).toBe(provenAt);
}
