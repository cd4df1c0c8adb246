import { expect, test } from 'vitest';
import { scheduleSchema } from './schedule.ts';
import { judgeDue } from './scheduled-run.ts';

const HOURLY = { rules: [{ key: 'hourly', kind: 'INTERVAL', everyMinutes: 60 }] };

function judge(given: object, dueAt: string, now: string) {
  const schedule = scheduleSchema.parse(given);
  const [rule] = schedule.rules;
  if (!rule) throw new Error('a schedule has a rule');
  return judgeDue(schedule, rule, { dueAt: new Date(dueAt), now: new Date(now), offsetMs: 0 });
}

const at = (time: string) => new Date(`2026-11-22T${time}Z`);

test('a run that is just due is made, and nothing was missed', () => {
  expect(judge(HOURLY, '2026-11-22T10:00Z', '2026-11-22T10:00:01Z')).toEqual({
    run: at('10:00'),
    missed: null,
    next: at('11:00'),
  });
});

test('of several runs the newest is made, and those before it were missed', () => {
  expect(judge(HOURLY, '2026-11-22T10:00Z', '2026-11-22T12:59Z')).toEqual({
    run: at('12:00'),
    missed: { firstDueAt: at('10:00'), dueAt: at('11:00'), count: 2, isCountExact: true },
    next: at('13:00'),
  });
});

test('with SKIP a run is made up to the grace, and missed a moment later', () => {
  const skipping = { ...HOURLY, catchUp: 'SKIP', graceMinutes: 5 };
  expect(judge(skipping, '2026-11-22T10:00Z', '2026-11-22T10:05Z')).toMatchObject({ run: at('10:00'), missed: null });
  expect(judge(skipping, '2026-11-22T10:00Z', '2026-11-22T10:05:00.001Z')).toEqual({
    run: null,
    missed: { firstDueAt: at('10:00'), dueAt: at('10:00'), count: 1, isCountExact: true },
    next: at('11:00'),
  });
});

test('an outage of years is judged in bounded work, and a count that was not made to its end says so', () => {
  const often = { rules: [{ key: 'often', kind: 'INTERVAL', everyMinutes: 5 }] };
  const { run, missed, next } = judge(often, '2022-11-22T10:00Z', '2026-11-22T10:02Z');
  expect({ run, next }).toEqual({ run: at('10:00'), next: at('10:05') });
  expect(missed).toMatchObject({ isCountExact: false, dueAt: at('09:55') });
});

test('a clock that was read before the row was found due does not make the same run due again', () => {
  expect(judge(HOURLY, '2026-11-22T10:00Z', '2026-11-22T09:59Z')).toEqual({
    run: at('10:00'),
    missed: null,
    next: at('11:00'),
  });
});
