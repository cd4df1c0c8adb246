import { expect, test } from 'vitest';
import { countRuns, nextRun, nextRuns } from './schedule-runs.ts';
import { scheduleSchema, type Schedule, type ScheduleRule } from './schedule-schema.ts';

interface Only {
  readonly schedule: Schedule;
  readonly rule: ScheduleRule;
}

/** A schedule of one rule. */
function only(rule: Record<string, unknown>, rest: Record<string, unknown> = {}): Only {
  const schedule = scheduleSchema.parse({ timeZone: 'Europe/Berlin', rules: [{ key: 'only', ...rule }], ...rest });
  const [first] = schedule.rules;
  if (!first) throw new Error('the schema let a schedule without rules pass');
  return { schedule, rule: first };
}

function follow({ schedule, rule }: Only, from: string, { runs = 1, offsetMs = 0 } = {}): (string | undefined)[] {
  const found: (Date | null)[] = [];
  for (let after: Date | null = new Date(from); after && found.length < runs; after = found.at(-1) ?? null) {
    found.push(nextRun(schedule, rule, { after, offsetMs }));
  }
  return found.map((run) => run?.toISOString());
}

function count({ schedule, rule }: Only, after: string, { until = '', atMost = 1000, offsetMs = 0 }) {
  return countRuns(schedule, rule, { after: new Date(after), until: new Date(until), offsetMs, atMost });
}

const AT_HALF_PAST_TWO = { kind: 'DAILY', times: ['02:30'] };
const AT_NOON = { kind: 'DAILY', times: ['12:00'] };
const HALF_HOURLY = { kind: 'INTERVAL', everyMinutes: 30 };
const EVERY_FIVE_MINUTES = { kind: 'INTERVAL', everyMinutes: 5 };

test('a daily rule keeps to the wall clock when clocks change', () => {
  expect(follow(only(AT_NOON), '2026-03-28T00:00:00Z', { runs: 2 })).toEqual([
    '2026-03-28T11:00:00.000Z',
    '2026-03-29T10:00:00.000Z',
  ]);
});

test('a time that the date does not have runs when the gap ends, and the next day at its time', () => {
  expect(follow(only(AT_HALF_PAST_TWO), '2026-03-28T12:00:00Z', { runs: 2 })).toEqual([
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
});

test('times that a gap brings together run once', () => {
  const night = only({ kind: 'DAILY', times: ['02:00', '02:30', '03:00', '03:30'] });
  expect(follow(night, '2026-03-28T12:00:00Z', { runs: 3 })).toEqual([
    '2026-03-29T01:00:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:00:00.000Z',
  ]);
});

test('a time that the date has twice runs at the first, in interval rules too', () => {
  expect(follow(only(AT_HALF_PAST_TWO), '2026-10-24T12:00:00Z', { runs: 2 })).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
  expect(follow(only(HALF_HOURLY), '2026-10-25T00:00:00Z', { runs: 2 })).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T02:00:00.000Z',
  ]);
});

test('in UTC an interval rule runs in every hour that passes', () => {
  const hourly = only({ kind: 'INTERVAL', everyMinutes: 60 }, { timeZone: 'UTC' });
  expect(count(hourly, '2026-10-25T00:00:00Z', { until: '2026-10-26T00:00:00Z' }).count).toBe(24);
});

test('a date that a zone skips runs at the beginning of the next, all of its times at once', () => {
  const often = only({ kind: 'DAILY', times: ['06:00', '18:00'] }, { timeZone: 'Pacific/Apia' });
  expect(follow(often, '2011-12-29T17:00:00Z', { runs: 4 })).toEqual([
    '2011-12-30T04:00:00.000Z',
    '2011-12-30T10:00:00.000Z',
    '2011-12-30T16:00:00.000Z',
    '2011-12-31T04:00:00.000Z',
  ]);
});

test('a run at `after` itself is not the next', () => {
  expect(follow(only(AT_NOON), '2026-06-05T09:59:59.999Z')).toEqual(['2026-06-05T10:00:00.000Z']);
  expect(follow(only(AT_NOON), '2026-06-05T10:00:00.000Z')).toEqual(['2026-06-06T10:00:00.000Z']);
});

test('an offset is time that passes, over a change of clocks too', () => {
  const offsetMs = 90 * 60_000;
  const atOne = only({ kind: 'DAILY', times: ['01:00'] });
  expect(follow(atOne, '2026-03-28T12:00:00Z', { offsetMs })).toEqual(['2026-03-29T01:30:00.000Z']); // 03:30 there
  expect(follow(atOne, '2026-10-24T12:00:00Z', { offsetMs })).toEqual(['2026-10-25T00:30:00.000Z']);
});

test('an offset beyond the interval starts every run that much later and leaves none out', () => {
  expect(follow(only(HALF_HOURLY), '2026-06-05T10:00:00Z', { runs: 2, offsetMs: 12 * 3_600_000 - 1000 })).toEqual([
    '2026-06-05T10:29:59.000Z',
    '2026-06-05T10:59:59.000Z',
  ]);
});

test('however many runs fall into a blackout, one starts at its end', () => {
  const blackouts = [{ from: '08:00', to: '18:10' }];
  expect(follow(only(HALF_HOURLY, { blackouts }), '2026-06-05T05:15:00Z', { runs: 3 })).toEqual([
    '2026-06-05T05:30:00.000Z',
    '2026-06-05T16:10:00.000Z',
    '2026-06-05T16:30:00.000Z',
  ]);
});

test('items stay spread after a blackout: what is planned in it is planned for its end', () => {
  const rule = only(AT_NOON, { timeZone: 'UTC', blackouts: [{ from: '08:00', to: '18:00' }] });
  const starts = [0, 60_000, 120_000].map((offsetMs) => follow(rule, '2026-06-05T00:00:00Z', { offsetMs })[0]);
  expect(starts).toEqual(['2026-06-05T18:00:00.000Z', '2026-06-05T18:01:00.000Z', '2026-06-05T18:02:00.000Z']);
});

test('an item whose offset leads into a blackout starts at its end', () => {
  const rule = only(
    { kind: 'DAILY', times: ['07:30'] },
    { timeZone: 'UTC', blackouts: [{ from: '08:00', to: '18:00' }] },
  );
  expect(follow(rule, '2026-06-05T00:00:00Z', { offsetMs: 29 * 60_000 })).toEqual(['2026-06-05T07:59:00.000Z']);
  expect(follow(rule, '2026-06-05T00:00:00Z', { offsetMs: 30 * 60_000 })).toEqual(['2026-06-05T18:00:00.000Z']);
});

test('runs are counted after the first bound, up to and with the second', () => {
  expect(count(only(AT_NOON), '2026-06-05T10:00:00Z', { until: '2026-06-08T10:00:00Z' })).toEqual({
    count: 3,
    isExact: true,
    last: new Date('2026-06-08T10:00:00Z'),
  });
  expect(count(only(AT_NOON), '2026-06-05T10:00:00Z', { until: '2026-06-08T09:59:59.999Z' }).count).toBe(2);
});

test.each(['2026-06-06T09:59:59Z', '2026-06-05T10:00:00Z', '2026-01-01T00:00:00Z'])(
  'there are none between a run and %s',
  (until) => {
    const none = { count: 0, isExact: true, last: null };
    expect(count(only(AT_NOON), '2026-06-05T10:00:00Z', { until })).toEqual(none);
    expect(count(only(AT_NOON), '2026-06-05T10:00:00Z', { until, atMost: 0 })).toEqual(none);
  },
);

test.each([
  [2, { count: 2, isExact: false }],
  [3, { count: 3, isExact: true }],
  [0, { count: 0, isExact: false }],
])('counted to %i at most, three runs are told as %j, and the newest is known', (atMost, told) => {
  const last = new Date('2026-06-08T10:00:00Z');
  expect(count(only(AT_NOON), '2026-06-05T10:00:00Z', { until: '2026-06-08T12:00:00Z', atMost })).toEqual({
    ...told,
    last,
  });
});

test('an outage of a thousand years of 5 minute runs costs what is counted, and its newest run is told', () => {
  const rule = only(EVERY_FIVE_MINUTES, { blackouts: [{ from: '20:00', to: '06:00' }] });
  const began = performance.now();
  const missed = count(rule, '2026-06-05T10:00:00Z', { until: '3026-06-05T10:03:00Z' });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(missed).toEqual({ count: 1000, isExact: false, last: new Date('3026-06-05T10:00:00Z') });
});

test('where blackouts leave a minute of the week the work is that of the runs, not of all that falls together', () => {
  const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  const blackouts = [
    { days: weekdays, from: '00:00', to: '24:00' },
    { days: ['SUNDAY'], from: '00:00', to: '23:59' },
  ];
  const rule = only(EVERY_FIVE_MINUTES, { timeZone: 'UTC', blackouts });
  const began = performance.now();
  const missed = count(rule, '2000-01-01T00:00:00Z', { until: '2400-01-01T00:00:00Z', atMost: 100_000 });
  expect(performance.now() - began).toBeLessThan(5000);
  expect(missed).toEqual({ count: 20_871, isExact: true, last: new Date('2399-12-26T23:59:00Z') });
});

test('a preview merges the rules, and names all that run at one moment', () => {
  const schedule = scheduleSchema.parse({
    rules: [
      { key: 'weekly', kind: 'WEEKLY', days: ['SUNDAY'], times: ['02:00'] },
      { key: 'nightly', kind: 'DAILY', times: ['02:00'] },
      { key: 'noon', kind: 'DAILY', times: ['12:00'] },
    ],
  });
  expect(nextRuns(schedule, { after: new Date('2026-06-06T02:00:00Z'), count: 3, offsetMs: 1000 })).toEqual([
    { at: new Date('2026-06-06T02:00:01Z'), rules: ['nightly'] },
    { at: new Date('2026-06-06T12:00:01Z'), rules: ['noon'] },
    { at: new Date('2026-06-07T02:00:01Z'), rules: ['weekly', 'nightly'] },
  ]);
  expect(nextRuns(schedule, { after: new Date('2026-06-06T02:00:00Z'), count: 0, offsetMs: 0 })).toEqual([]);
});

test('behind the last moment a Date can hold there is no run', () => {
  const end = new Date(8.64e15 - 1);
  const { schedule, rule } = only(AT_NOON);
  expect(nextRun(schedule, rule, { after: end, offsetMs: 0 })).toBeNull();
  expect(nextRuns(schedule, { after: end, count: 3, offsetMs: 0 })).toEqual([]);
});

test('where blackouts leave no time, which the schema refuses, there is no run and no endless search', () => {
  const { schedule, rule } = only(AT_NOON);
  const never = { ...schedule, blackouts: [{ from: '00:00', to: '24:00' }] };
  const span = {
    after: new Date('2026-06-06T02:00:00Z'),
    until: new Date('2026-07-06T02:00:00Z'),
    offsetMs: 0,
    atMost: 10,
  };
  expect(nextRun(never, rule, span)).toBeNull();
  expect(countRuns(never, rule, span)).toEqual({ count: 0, isExact: true, last: null });
});

test('a zone that this Node does not know is an error', () => {
  const { schedule, rule } = only(AT_NOON);
  const lost = { ...schedule, timeZone: 'Mars/Olympus' };
  expect(() => nextRun(lost, rule, { after: new Date(0), offsetMs: 0 })).toThrow(RangeError);
});
