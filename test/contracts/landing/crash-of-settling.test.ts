import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANDING_FAULT_POINTS } from '@holdfast/worker/landing/fault-points';
import { beginJournal } from '@holdfast/worker/landing/journal';
import { planMoves } from '@holdfast/worker/landing/moves';
import { planSwap } from '@holdfast/worker/landing/swap-plan';
import { someOf } from '../../kit/endurance.ts';
import type { Orders } from './orders.ts';
import { SCENARIOS } from './scenarios.ts';
import { bothEnds, expectWhole, MANY_KILLS_MS, passings } from './whole.ts';
import { openYard, run, type Yard } from './yard.ts';

const POINTS_OF_SETTLING = LANDING_FAULT_POINTS.slice(LANDING_FAULT_POINTS.indexOf('landing.folders-made'));

/** Leaves a restore as a crash would: staged only, or with its journal on the disk and not one move made. */
async function leaveBehind(yard: Yard, orders: Orders, journal: 'NO_JOURNAL' | 'PREPARED'): Promise<void> {
  const landing = await yard.stage(orders);
  writeFileSync(orders.landingFile, JSON.stringify(landing));
  if (journal === 'NO_JOURNAL') return;
  await beginJournal(orders.journalFile, await planSwap(landing, await planMoves(landing), orders.record));
}

test.each(someOf(SCENARIOS, 4))(
  '$name: settling may be killed at any point as well',
  async (scenario) => {
    const ends = await bothEnds(scenario);
    for (const journal of ['NO_JOURNAL', 'PREPARED'] as const) {
      for (const passing of passings(POINTS_OF_SETTLING)) {
        using yard = openYard(scenario.disk);
        const orders = scenario.build(yard);
        await leaveBehind(yard, orders, journal);
        if ((await run('settle', orders, passing.fault)).signal !== 'SIGKILL') {
          passing.met = false;
          continue;
        }
        const { state } = await expectWhole(yard, orders, { ends, what: `${journal}, then ${passing.fault}` });
        expect(state).toBe(journal === 'PREPARED' ? scenario.end : 'NOTHING');
      }
    }
  },
  MANY_KILLS_MS,
);
