import fc from 'fast-check';
import { BACKUP_TYPES, TIERS } from '@holdfast/db/domain/recovery-point';
import type { Keep, MonthChoice, RetainedPoint, Retention } from '@holdfast/db/domain/retention';
import type { Question } from './retention-reference.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Zones and days on which their clocks or calendars do something. */
const PLACES = [
  ['UTC', '2026-12-31'],
  ['UTC', '2028-02-29'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2027-03-14'],
  ['America/St_Johns', '2010-11-07'], // back over midnight
  ['America/Sao_Paulo', '2018-11-04'], // a midnight that is skipped
  ['Australia/Lord_Howe', '2026-04-05'], // by half an hour
  ['Pacific/Apia', '2011-12-31'], // a whole day that is skipped
  ['Africa/Casablanca', '2026-03-22'],
  ['Asia/Kathmandu', '2027-01-03'], // in week 53 of the year before
] as const;

/** Close together or far apart, often at the very same moment. */
const distanceMs = fc
  .tuple(
    fc.constantFrom(HOUR_MS / 2, HOUR_MS, DAY_MS, DAY_MS, 7 * DAY_MS, 30.5 * DAY_MS, 365.25 * DAY_MS),
    fc.integer({ min: 0, max: 30 }),
    fc.constantFrom(0, 0, 1, 61_000, HOUR_MS),
  )
  .map(([unit, times, more]) => Math.min(unit * times, 9 * 365 * DAY_MS) + more);

/** Milliseconds after now, or before it. */
const endMs = fc.option(
  fc.oneof(
    distanceMs.map((ms) => -ms),
    distanceMs,
  ),
  { freq: 2 },
);

const drawnPoint = fc.record({
  ageMs: fc.oneof({ weight: 12, arbitrary: distanceMs }, { weight: 1, arbitrary: distanceMs.map((ms) => -ms) }),
  type: fc.constantFrom(...BACKUP_TYPES),
  isGood: fc.integer({ min: 0, max: 4 }).map((chance) => chance > 0),
  isSuspect: fc.integer({ min: 0, max: 2 }).map((chance) => chance === 0),
  isHeld: fc.integer({ min: 0, max: 14 }).map((chance) => chance === 0),
  needs: fc.option(fc.nat({ max: 26 }), { freq: 2 }),
  immutableMs: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: endMs }),
  keepMs: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: endMs }),
  tiers: fc.subarray([...TIERS], { minLength: 1 }),
});

const keep: fc.Arbitrary<Keep> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((count) => ({ count })),
  fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2_000 })).map((days) => ({ days })),
  fc.integer({ min: 1, max: 60 }).map((weeks) => ({ weeks })),
  fc.integer({ min: 1, max: 30 }).map((months) => ({ months })),
  fc.integer({ min: 1, max: 7 }).map((years) => ({ years })),
);

const monthChoice: fc.Arbitrary<MonthChoice> = fc.oneof(
  fc.constant('FIRST' as const),
  fc.record({ day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(29, 30, 31, 'LAST' as const)) }),
  fc.record({
    week: fc.constantFrom('FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'),
    weekday: fc.constantFrom(...WEEKDAYS),
  }),
);

const months = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 });
const half = { freq: 2, nil: undefined };

/** With any rules, or none: a policy has at least one, but the judge holds for all. */
const retentionOfAnyRules: fc.Arbitrary<Retention> = fc.record({
  all: fc.option(fc.record({ keep }), half),
  daily: fc.option(fc.record({ keep }), half),
  weekly: fc.option(fc.record({ keep, choose: fc.option(fc.constantFrom('FIRST', ...WEEKDAYS), half) }), half),
  monthly: fc.option(fc.record({ keep, choose: fc.option(monthChoice, half) }), half),
  yearly: fc.option(fc.record({ keep, choose: fc.option(monthChoice, half), months: fc.option(months, half) }), half),
  snapshotDays: fc.option(fc.integer({ min: 1, max: 365 }), half),
});

/** Up to 26 points of one item with everything that can be said of a point, at a now when the calendar is awkward. */
export const questions: fc.Arbitrary<Question> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    sinceMs: fc.integer({ min: -3 * DAY_MS, max: 40 * DAY_MS }),
    drawn: fc.array(drawnPoint, { maxLength: 26, size: 'max' }),
    retention: retentionOfAnyRules,
  })
  .map(({ place: [timeZone, day], sinceMs, drawn, retention }) => {
    const now = Date.parse(day) + Math.round(sinceMs / 60_000) * 60_000;
    const after = (ms: number | null) => (ms === null ? null : new Date(now + ms));
    const points = drawn.map(({ ageMs, needs, immutableMs, keepMs, ...point }, index): RetainedPoint => ({
      ...point,
      id: idOf(index),
      takenAt: new Date(now - ageMs),
      needs: needs === null ? null : idOf(needs),
      immutableUntil: after(immutableMs),
      keepUntil: after(keepMs),
    }));
    return { points, retention, now: new Date(now), timeZone };
  });

/** A good point of every day for more than two months, under rules that take chosen days. */
export const calendars: fc.Arbitrary<Question> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    weekly: fc.record({ keep, choose: fc.constantFrom(...WEEKDAYS) }),
    monthly: fc.record({ keep, choose: monthChoice }),
    yearly: fc.record({ keep, choose: monthChoice, months: fc.option(months, half) }),
  })
  .map(({ place: [timeZone, day], weekly, monthly, yearly }) => {
    const now = new Date(Date.parse(day) + 20 * DAY_MS);
    const points = Array.from({ length: 64 }, (_, age): RetainedPoint => ({
      id: `p${age}`,
      takenAt: new Date(now.getTime() - age * DAY_MS),
      type: 'FULL',
      isGood: true,
      isSuspect: false,
      needs: null,
      isHeld: false,
      immutableUntil: null,
      keepUntil: null,
      tiers: ['VAULT'],
    }));
    return { points, retention: { weekly, monthly, yearly }, now, timeZone };
  });

/** Twice the same question, the second with rules that keep as much or more, and perhaps with further rules. */
export const questionsWithMore = fc
  .record({
    question: questions,
    further: retentionOfAnyRules,
    by: fc.array(fc.nat({ max: 3 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ question, further, by: [all = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0] }) => {
    const given = question.retention;
    const more: Retention = {
      all: given.all ? { keep: lengthen(given.all.keep, all) } : further.all,
      daily: given.daily ? { keep: lengthen(given.daily.keep, daily) } : further.daily,
      weekly: given.weekly ? { ...given.weekly, keep: lengthen(given.weekly.keep, weekly) } : further.weekly,
      monthly: given.monthly ? { ...given.monthly, keep: lengthen(given.monthly.keep, monthly) } : further.monthly,
      yearly: given.yearly ? { ...given.yearly, keep: lengthen(given.yearly.keep, yearly) } : further.yearly,
      snapshotDays: given.snapshotDays ? given.snapshotDays + all : further.snapshotDays,
    };
    return { question, more: { ...question, retention: more } };
  });

function lengthen(given: Keep, by: number): Keep {
  if ('count' in given) return { count: given.count + by };
  if ('days' in given) return { days: given.days + by };
  if ('weeks' in given) return { weeks: given.weeks + by };
  if ('months' in given) return { months: given.months + by };
  return { years: given.years + by };
}

/** p00 to p26, not in the order of the points. */
function idOf(index: number): string {
  return `p${String((index * 11) % 27).padStart(2, '0')}`;
}
