import { expect, test } from 'vitest';
import { InvalidInputError } from './errors.ts';
import { parseInput } from './parse.ts';
import { scheduleSchema } from './schedule-schema.ts';

const NIGHTLY = { key: 'nightly', kind: 'DAILY', times: ['02:00'] };
const HOURLY = { key: 'hourly', kind: 'INTERVAL', everyMinutes: 60 };

function issuesOf(input: unknown): string[] {
  try {
    parseInput(scheduleSchema, input);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

test('what is left open is full backups in UTC, all at their time, caught up once, told after an hour', () => {
  expect(scheduleSchema.parse({ rules: [NIGHTLY] })).toEqual({
    timeZone: 'UTC',
    rules: [{ ...NIGHTLY, backupType: 'FULL' }],
    spreadMinutes: 0,
    blackouts: [],
    catchUp: 'RUN_ONCE',
    graceMinutes: 60,
  });
});

test.each(['Europe/Berlin', 'US/Eastern', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Calcutta'])(
  'the time zone %s stays as it is given',
  (timeZone) => {
    expect(scheduleSchema.parse({ timeZone, rules: [NIGHTLY] }).timeZone).toBe(timeZone);
  },
);

test.each(['Mars/Olympus', '', 'Local', '+02:00', 'Z', '2026-01-01T00:00[Europe/Berlin]'])(
  'a time zone called "%s" is refused',
  (timeZone) => {
    expect(issuesOf({ timeZone, rules: [NIGHTLY] })).toEqual([expect.stringMatching(/^timeZone: must be /)]);
  },
);

test('a time zone in other letters is refused with its spelling', () => {
  expect(issuesOf({ timeZone: 'europe/berlin', rules: [NIGHTLY] })).toEqual([
    'timeZone: must be spelled as the time zone is: Europe/Berlin',
  ]);
});

test.each([
  ['no rule', [], 'rules: must have at least one rule'],
  [
    'more than 16 rules',
    Array.from({ length: 17 }, (_, index) => ({ ...HOURLY, key: `r${index}` })),
    'rules: must not have more than 16 rules',
  ],
  [
    'two rules of one name',
    [NIGHTLY, { ...HOURLY, key: 'nightly' }],
    'rules.1.key: another rule is called nightly too',
  ],
  [
    'a name with spaces',
    [{ ...NIGHTLY, key: 'at night' }],
    'rules.0.key: must be up to 32 small letters, digits and dashes, beginning with a letter',
  ],
  [
    'a time that no day has',
    [{ ...NIGHTLY, times: ['24:00'] }],
    'rules.0.times.0: must be a time of day from 00:00 to 23:59, written HH:MM',
  ],
  ['a time twice', [{ ...NIGHTLY, times: ['02:00', '02:00'] }], 'rules.0.times: must not name anything twice'],
  ['no time', [{ ...NIGHTLY, times: [] }], 'rules.0.times: must name at least one'],
  [
    'a day twice',
    [{ key: 'a', kind: 'WEEKLY', days: ['MONDAY', 'MONDAY'], times: ['02:00'] }],
    'rules.0.days: must not name anything twice',
  ],
  [
    'an empty window',
    [{ ...HOURLY, window: { from: '08:00', to: '08:00' } }],
    'rules.0.window.to: must differ from the beginning; the whole day is from 00:00 to 24:00',
  ],
])('%s is refused, with the place and what would be right', (_, rules, issue) => {
  expect(issuesOf({ rules })).toEqual([issue]);
});

test.each([
  { ...HOURLY, everyMinutes: 4 },
  { ...HOURLY, everyMinutes: 1441 },
  { ...HOURLY, everyMinutes: 7.5 },
  { ...HOURLY, times: ['02:00'] },
  { ...NIGHTLY, backupType: 'SOME' },
  { key: 'cron', kind: 'CRON', expression: '* * * * *' },
])('a rule such as %j is refused', (rule) => {
  expect(issuesOf({ rules: [rule] })).toHaveLength(1);
});

test.each([{ spreadMinutes: 721 }, { graceMinutes: 0 }, { graceMinutes: 10_081 }, { catchUp: 'ALL' }, { cron: '*' }])(
  'a schedule with %j is refused',
  (part) => {
    expect(issuesOf({ rules: [NIGHTLY], ...part })).toHaveLength(1);
  },
);

const NEVER = 'blackouts: must leave some time of the week in which a run may start';

test.each([
  ['the whole day', [{ from: '00:00', to: '24:00' }]],
  [
    'two halves of it',
    [
      { from: '20:00', to: '08:00' },
      { from: '08:00', to: '20:00' },
    ],
  ],
  [
    'the week in turn',
    [
      { days: ['SATURDAY', 'SUNDAY'], from: '00:00', to: '24:00' },
      { days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], from: '00:00', to: '24:00' },
    ],
  ],
])('blackouts of %s, which leave no moment of the week, are refused', (_, blackouts) => {
  expect(issuesOf({ rules: [NIGHTLY], blackouts })).toEqual([NEVER]);
});

test('blackouts that leave one minute of the week are taken', () => {
  const blackouts = [
    { days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'], from: '00:00', to: '24:00' },
    { days: ['SUNDAY'], from: '00:00', to: '23:59' },
  ];
  expect(issuesOf({ rules: [NIGHTLY], blackouts })).toEqual([]);
});

test('a blackout that is empty is refused, and so are more than 16', () => {
  expect(issuesOf({ rules: [NIGHTLY], blackouts: [{ from: '08:00', to: '08:00' }] })[0]).toMatch(
    /^blackouts\.0\.to: must differ/,
  );
  expect(
    issuesOf({ rules: [NIGHTLY], blackouts: Array.from({ length: 17 }, () => ({ from: '08:00', to: '09:00' })) }),
  ).toEqual(['blackouts: must not be more than 16']);
});
