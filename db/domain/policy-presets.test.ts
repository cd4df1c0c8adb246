import { expect, test } from 'vitest';
import { policyInputSchema } from './policy.ts';
import { POLICY_PRESETS, presetOf } from './policy-presets.ts';
import { retentionSchema } from './retention.ts';
import { cadenceOf } from './schedule-cadence.ts';
import { scheduleSchema } from './schedule.ts';

const named = (given: object) => policyInputSchema.safeParse({ name: 'mine', ...given });

test.for(POLICY_PRESETS)('%s is a schedule and a retention that policies take as they are', (name) => {
  const { schedule, retention } = presetOf(name, 'Europe/Berlin');
  expect(scheduleSchema.parse(schedule)).toEqual(schedule);
  expect(retentionSchema.parse(retention)).toEqual(retention);
});

test('each preset backs up more often than the one before', () => {
  const gaps = POLICY_PRESETS.map(
    (name) => cadenceOf(presetOf(name).schedule, new Date('2026-06-01T00:00Z')).longestGapMs,
  );
  expect(gaps).toEqual([24, 4, 1].map((hours) => hours * 3_600_000));
});

test('a policy of a preset has its schedule by the zone that is given, and its retention', () => {
  const { schedule, retention } = presetOf('GOLD', 'Asia/Tokyo');
  expect(named({ preset: 'GOLD', timeZone: 'Asia/Tokyo' }).data).toEqual({
    name: 'mine',
    keepReplacedDays: 7,
    schedule,
    retention,
  });
  expect(named({ preset: 'GOLD' }).data?.schedule?.timeZone).toBe('UTC');
});

test('what is given beside a preset takes the place of that part as a whole', () => {
  const schedule = { rules: [{ key: 'noon', kind: 'DAILY', times: ['12:00'] }] };
  const own = named({ preset: 'SILVER', schedule, keepReplacedDays: 3 }).data;
  expect(own).toMatchObject({ keepReplacedDays: 3, schedule: { rules: [{ key: 'noon' }], spreadMinutes: 0 } });
  expect(own?.retention).toEqual(presetOf('SILVER').retention);
  expect(named({ preset: 'SILVER', retentionDays: 3 }).data?.retention).toEqual({ all: { keep: { days: 3 } } });
  const retention = { yearly: { keep: { years: 2 } } };
  expect(named({ preset: 'SILVER', retention }).data?.retention).toEqual(retention);
});

test.for([
  [{ timeZone: 'UTC' }, 'timeZone'],
  [
    { preset: 'GOLD', timeZone: 'UTC', schedule: { rules: [{ key: 'a', kind: 'DAILY', times: ['02:00'] }] } },
    'timeZone',
  ],
  [{ preset: 'GOLD', timeZone: 'Moon/Tycho' }, 'timeZone'],
  [{ preset: 'PLATINUM' }, 'preset'],
] as const)('%j is refused at its place', ([given, path]) => {
  expect(named(given).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
