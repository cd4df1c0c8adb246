import { countRuns, nextRun, nextRuns, type Schedule, type ScheduleRule } from '@holdfast/db/domain/schedule';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSeed } from '../kit/seeded-random.ts';
import { offset, scheduleIn, zoneAndYear } from './schedule-arbitraries.ts';
import {
  changesIn,
  isBlackedOut,
  namedTimes,
  readerOf,
  settledFrom,
  slowRuns,
  walkMinutes,
} from './schedule-reference.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A failure prints the seed and the path to its case; HOLDFAST_TEST_SEED tries others. */
const tries = (numRuns: number) => ({ seed: testSeed(), numRuns });

/** A zone around a minute in which its clock is set, or where it is not in that year, around any. */
const place = fc.tuple(zoneAndYear, fc.nat(1e6)).map(([[timeZone, year], chosen]) => {
  const changes = changesIn(timeZone, year);
  const minuteOfYear = (chosen * 7919) % (365 * 24 * 60);
  const around = changes[chosen % changes.length] ?? Date.UTC(year, 0, 1) + minuteOfYear * MINUTE_MS;
  return { timeZone, around };
});

const placed = place.chain(({ timeZone, around }) =>
  fc.record({ around: fc.constant(around), schedule: scheduleIn(timeZone), offsetMs: offset }),
);

const placedFreely = place.chain(({ timeZone, around }) =>
  fc.record({ around: fc.constant(around), schedule: scheduleIn(timeZone, { blackouts: 0 }) }),
);

function iterate(
  schedule: Schedule,
  rule: ScheduleRule,
  span: { after: number; until: number; offsetMs: number },
): number[] {
  const found: number[] = [];
  for (let at = span.after; ;) {
    const next = nextRun(schedule, rule, { after: new Date(at), offsetMs: span.offsetMs });
    if (next === null || next.getTime() > span.until) return found;
    expect(next.getTime()).toBeGreaterThan(at);
    at = next.getTime();
    found.push(at);
  }
}

const legible = (moments: readonly number[]) => moments.map((moment) => new Date(moment).toISOString());

test('a rule runs when the wall clock says so: one run after the other, as a walk over every minute finds them', () => {
  fc.assert(
    fc.property(placed, ({ schedule, around, offsetMs }) => {
      const walk = walkMinutes(schedule.timeZone, around - 6 * DAY_MS, around + 2 * DAY_MS);
      const [after, until] = [around - 1.5 * DAY_MS, around + 1.5 * DAY_MS];
      fc.pre(settledFrom({ schedule, walk, offsetMs }) <= after);
      for (const rule of schedule.rules) {
        const expected = slowRuns({ schedule, rule, walk, offsetMs }).filter((at) => at > after && at <= until);
        expect(legible(iterate(schedule, rule, { after, until, offsetMs }))).toEqual(legible(expected));
      }
    }),
    tries(160),
  );
});

test('no time that a rule names is run twice on one date, and none that the date has is left out', () => {
  fc.assert(
    fc.property(placedFreely, ({ schedule, around }) => {
      const walk = walkMinutes(schedule.timeZone, around - 3 * DAY_MS, around + 2 * DAY_MS);
      const span = { after: around - 1.5 * DAY_MS, until: around + 1.5 * DAY_MS };
      const isInSpan = (at: number) => at > span.after && at <= span.until;
      for (const rule of schedule.rules) {
        const ran = iterate(schedule, rule, { ...span, offsetMs: 0 }).map(readerOf(schedule.timeZone));
        const shown = namedTimes(rule, walk).filter((named) =>
          isInSpan(walk.from + walk.shown.indexOf(named) * MINUTE_MS),
        );
        expect(new Set(ran).size).toBe(ran.length);
        expect(ran).toEqual(expect.arrayContaining(shown));
      }
    }),
    tries(60),
  );
});

test('the next run is strictly later, outside of every blackout, and the next run until it comes', () => {
  fc.assert(
    fc.property(placed, fc.nat(30 * DAY_MS), fc.double({ min: 0, max: 1, noNaN: true }), (one, passed, share) => {
      const { schedule, around, offsetMs } = one;
      const read = readerOf(schedule.timeZone);
      const after = around - 15 * DAY_MS + passed;
      for (const rule of schedule.rules) {
        const next = nextRun(schedule, rule, { after: new Date(after), offsetMs })?.getTime() ?? NaN;
        expect(next).toBeGreaterThan(after);
        expect(isBlackedOut(schedule, read(next))).toBe(false);
        const between = new Date(after + Math.floor(share * (next - after - 1)));
        expect(nextRun(schedule, rule, { after: between, offsetMs })).toEqual(new Date(next));
      }
    }),
    tries(300),
  );
});

test('runs are counted as they come, the bounds as nextRun has them, and the newest is told also where counting stops', () => {
  fc.assert(
    fc.property(placed, fc.nat(6 * DAY_MS), fc.nat(400), ({ schedule, around, offsetMs }, length, atMost) => {
      for (const rule of schedule.rules) {
        const after = nextRun(schedule, rule, { after: new Date(around - length), offsetMs })?.getTime() ?? NaN;
        const every = iterate(schedule, rule, { after, until: around + DAY_MS, offsetMs });
        for (const until of [around + DAY_MS, every.at(-1) ?? after]) {
          expect(
            countRuns(schedule, rule, { after: new Date(after), until: new Date(until), offsetMs, atMost }),
          ).toEqual({
            count: Math.min(every.length, atMost),
            isExact: every.length <= atMost,
            last: every.length > 0 ? new Date(every.at(-1) ?? NaN) : null,
          });
        }
      }
    }),
    tries(150),
  );
});

test('a preview has every run of every rule, in their order, those of one moment together', () => {
  fc.assert(
    fc.property(placed, fc.integer({ min: 1, max: 40 }), ({ schedule, around, offsetMs }, count) => {
      const after = around - DAY_MS;
      const preview = nextRuns(schedule, { after: new Date(after), count, offsetMs });
      const until = preview.at(-1)?.at.getTime() ?? NaN;
      const ofRules = schedule.rules.flatMap((rule) =>
        iterate(schedule, rule, { after, until, offsetMs }).map((at) => ({ at, key: rule.key })),
      );
      const expected = [...Map.groupBy(ofRules, ({ at }) => at)].toSorted(([a], [b]) => a - b);
      expect(preview).toEqual(expected.map(([at, due]) => ({ at: new Date(at), rules: due.map(({ key }) => key) })));
      expect(preview).toHaveLength(count);
    }),
    tries(60),
  );
});
