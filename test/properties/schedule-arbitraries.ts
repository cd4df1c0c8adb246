import { scheduleSchema, WEEKDAYS, type Schedule } from '@holdfast/db/domain/schedule';
import fc from 'fast-check';

/** Zones whose clocks are set in ways that others are not, with years in which they were or will be. */
const ODD_ZONES: readonly (readonly [string, number])[] = [
  ['Europe/Berlin', 2026],
  ['America/New_York', 2026],
  ['Australia/Lord_Howe', 2025], // by 30 minutes
  ['Pacific/Apia', 2011], // skipped the 30th of December
  ['Pacific/Kwajalein', 1993], // skipped the 21st of August
  ['Africa/Casablanca', 2024], // twice a year around Ramadan
  ['America/Sao_Paulo', 2018], // at midnight
  ['America/Nuuk', 2023], // stayed on summer time
  ['America/Nuuk', 2024], // on Saturday evening, to Sunday
  ['America/St_Johns', 2006], // at 00:01
  ['America/Havana', 2024], // back at 01:00, forward at midnight
  ['Antarctica/Troll', 2024], // by two hours
  ['Asia/Pyongyang', 2018], // by half an hour, once
  ['Asia/Beirut', 2023],
  ['Africa/Cairo', 2024],
  ['America/Caracas', 2016],
  ['Pacific/Chatham', 2025], // 12:45 ahead
  ['Asia/Kathmandu', 1986], // by 15 minutes
];

/** A zone and a year in it; years before 1975 have offsets with seconds, which no one sets schedules by. */
export const zoneAndYear: fc.Arbitrary<readonly [string, number]> = fc.oneof(
  fc.constantFrom(...ODD_ZONES),
  fc.tuple(fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC'), fc.integer({ min: 1975, max: 2037 })),
);

const anyTime = fc.integer({ min: 0, max: 1439 }).map(written);
const nightTime = fc.integer({ min: -8, max: 24 }).map((quarter) => written((quarter * 15 + 1440) % 1440));
const time = fc.oneof({ arbitrary: nightTime, weight: 3 }, { arbitrary: anyTime, weight: 2 });
const days = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 });
const times = fc.uniqueArray(time, { minLength: 1, maxLength: 8 });
const span = fc.record({ from: time, to: fc.oneof(time, fc.constant('24:00')) }).filter(({ from, to }) => from !== to);

const everyMinutes = fc.oneof(fc.constantFrom(5, 7, 15, 30, 45, 60, 90, 240), fc.integer({ min: 5, max: 1440 }));
const rule = fc.oneof(
  fc.record(
    { kind: fc.constant('INTERVAL'), everyMinutes, window: span, days },
    { requiredKeys: ['kind', 'everyMinutes'] },
  ),
  fc.record({ kind: fc.constant('DAILY'), times }),
  fc.record({ kind: fc.constant('WEEKLY'), days, times }),
);
const blackout = fc
  .tuple(span, fc.option(days, { nil: undefined }))
  .map(([hours, ofDays]) => (ofDays ? { ...hours, days: ofDays } : hours));

/** Any schedule that the schema lets pass. */
export function scheduleIn(timeZone: string, { blackouts = 3 } = {}): fc.Arbitrary<Schedule> {
  return fc
    .record({
      timeZone: fc.constant(timeZone),
      rules: fc
        .array(rule, { minLength: 1, maxLength: 3 })
        .map((rules) => rules.map((each, index) => ({ ...each, key: `rule-${index}` }))),
      blackouts: fc.array(blackout, { maxLength: blackouts }),
    })
    .map((input) => scheduleSchema.safeParse(input))
    .filter((parsed) => parsed.success)
    .map((parsed) => scheduleSchema.parse(parsed.data));
}

/** Whole seconds, in milliseconds; often none. */
export const offset = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 12 * 3600 - 1 }).map((seconds) => seconds * 1000),
);

function written(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
