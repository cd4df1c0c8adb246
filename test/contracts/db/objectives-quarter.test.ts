import type { Sql } from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { atLength } from '../../kit/endurance.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { testSeed } from '../../kit/seeded-random.ts';
import { openServices } from '../../kit/services.ts';
import { Model, type Breach } from './quarter/model.ts';
import { planQuarter } from './quarter/plan.ts';
import { BEGINNING, instantOf, makeEstate } from './quarter/play.ts';
import type { Moment } from './quarter/steps.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const SIZE = atLength({ items: 200, days: 90 }, { items: 16, days: 21 });

test(
  `${SIZE.items} items over ${SIZE.days} days with all kinds of trouble: every breach is recorded with its instants, told once, resolved once, and no other`,
  { timeout: atLength(60, 3) * 60_000 },
  async () => {
    const quarter = planQuarter({ seed: testSeed(), ...SIZE });
    const clock = await holdScheduleClock(owner, instantOf(0));
    const player = await makeEstate(owner, services, quarter);
    const model = new Model(quarter);
    const events = [
      ...quarter.steps.map((step) => ({ at: step.at, step })),
      ...quarter.looks.map((at) => ({ at, step: null })),
    ].toSorted((a, b) => a.at - b.at);
    for (const { at, step } of events) {
      await clock.set(instantOf(at));
      if (step) {
        model.take(step);
        await player.take(step);
        continue;
      }
      await lookAtAll();
      expect(await firedNow(owner), `at ${instantOf(at).toISOString()}`).toEqual(
        breachedNow(model, player.itemIds, at),
      );
    }
    const breaches = model.items.map((item) => item.breaches(quarter.end));
    expect(breaches.flatMap(({ RPO }) => RPO).length).toBeGreaterThan(SIZE.items);
    expect(breaches.flatMap(({ RTO }) => RTO).length).toBeGreaterThan(SIZE.items / 5);
    for (const [number, itemId] of player.itemIds.entries()) {
      for (const objective of ['RPO', 'RTO'] as const) {
        const expected = breaches[number]?.[objective] ?? [];
        expect(await recordedOf(owner, itemId, objective), `${objective} of item ${number}`).toEqual(expected);
        expect(await toldOf(owner, itemId, objective), `alerts of item ${number}`).toEqual(
          expected.map(({ to }) => ({ condition: to === null ? 'FIRED' : 'RESOLVED', count: 1 })),
        );
      }
    }
  },
);

/** Until nothing is left to be noticed. */
async function lookAtAll(): Promise<void> {
  while ((await noticeBreaches(services)) > 0);
}

function breachedNow(model: Model, itemIds: readonly string[], at: Moment): string[] {
  return model.items
    .flatMap((item, number) => {
      const { RPO, RTO } = item.breaches(at);
      const lasts = (breaches: readonly Breach[]) => breaches.at(-1)?.to === null;
      return [lasts(RPO) && `RPO ${itemIds[number]}`, lasts(RTO) && `RTO ${itemIds[number]}`];
    })
    .filter((one) => one !== false)
    .toSorted();
}

async function firedNow(sql: Sql): Promise<string[]> {
  const rows = await sql<{ told: string }[]>`
    select left(kind::text, 3) || ' ' || item_id as told from alerts
    where condition = 'FIRED' and kind in ('RPO_BREACHED', 'RTO_BREACHED')`;
  return rows.map(({ told }) => told).toSorted();
}

async function recordedOf(sql: Sql, itemId: string, objective: string): Promise<Breach[]> {
  const rows = await sql<{ breached_at: Date; ended_at: Date | null }[]>`
    select breached_at, ended_at from objective_breaches where item_id = ${itemId} and objective = ${objective} order by seq`;
  const momentOf = (at: Date) => at.getTime() - BEGINNING;
  return rows.map(({ breached_at, ended_at }) => ({ from: momentOf(breached_at), to: ended_at && momentOf(ended_at) }));
}

async function toldOf(sql: Sql, itemId: string, objective: string): Promise<{ condition: string; count: number }[]> {
  const rows = await sql<{ condition: string; count: number }[]>`
    select condition, count from alerts where item_id = ${itemId} and kind = ${`${objective}_BREACHED`} order by id`;
  return rows.map(({ condition, count }) => ({ condition, count }));
}
