import { expect, test } from 'vitest';
import { LANDING_FAULT_POINTS } from '@holdfast/worker/landing/fault-points';
import { someOf } from '../../kit/endurance.ts';
import { SCENARIOS } from './scenarios.ts';
import { bothEnds, expectWhole, MANY_KILLS_MS, passings } from './whole.ts';
import { openYard, run, start } from './yard.ts';

const BEFORE_THE_JOURNAL = LANDING_FAULT_POINTS.slice(0, LANDING_FAULT_POINTS.indexOf('landing.prepared'));

// The others are those that settling is killed in.
test.each(someOf(SCENARIOS.toReversed(), 4))(
  '$name: killed at any point and settled, the target is wholly old or wholly new',
  async (scenario) => {
    const ends = await bothEnds(scenario);
    const states = new Set<string>();
    for (const passing of passings(LANDING_FAULT_POINTS)) {
      using yard = openYard(scenario.disk);
      const orders = scenario.build(yard);
      if ((await run('land', orders, passing.fault)).signal !== 'SIGKILL') {
        passing.met = false;
        continue;
      }
      const { state } = await expectWhole(yard, orders, { ends, what: passing.fault });
      const unprepared = BEFORE_THE_JOURNAL.some((point) => passing.fault.startsWith(`${point}:`));
      expect(state, passing.fault).toBe(unprepared ? 'NOTHING' : scenario.end);
      states.add(state);
    }
    expect(states).toEqual(new Set(['NOTHING', scenario.end]));
  },
  MANY_KILLS_MS,
);

const ROUNDS = 5;
const SWAP_TAKES_MS = 40;

test(
  'killed at random moments of the swap, the target is wholly old or wholly new',
  async () => {
    const seed = 0x5eed01;
    const next = random(seed);
    for (const scenario of SCENARIOS) {
      const ends = await bothEnds(scenario);
      for (let round = 1; round <= ROUNDS; round += 1) {
        using yard = openYard(scenario.disk);
        const orders = scenario.build(yard);
        const { child, ended } = start('land', orders);
        child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), next() * SWAP_TAKES_MS));
        await ended;
        const { state } = await expectWhole(yard, orders, {
          ends,
          what: `${scenario.name}, seed ${seed}, round ${round}`,
        });
        expect(['NOTHING', scenario.end]).toContain(state);
      }
    }
  },
  MANY_KILLS_MS,
);

/** mulberry32: numbers from 0 to 1 that a seed determines. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
