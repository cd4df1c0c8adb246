import { expect, test } from 'vitest';
import { effectiveObjective } from './objective.ts';
import { judgeRto, type RtoFacts } from './rto.ts';

const TEN_MINUTES = { seconds: 600, from: 'ITEM' } as const;

function facts(seconds: number | null, change: Partial<RtoFacts> = {}): RtoFacts {
  const achieved = seconds === null ? null : { by: 'DRILL' as const, at: new Date(0), seconds, jobId: 'job_1' };
  return { isProtected: true, objective: TEN_MINUTES, achieved, breachedSince: null, ...change };
}

test('what the last drill or full restore took is held against the objective; what was never restored is not met', () => {
  expect(judgeRto(facts(600)).state).toBe('MET');
  expect(judgeRto(facts(601))).toMatchObject({
    state: 'BREACHED',
    text: 'The last drill took 10 min 1 s. The objective is 10 min: breached.',
  });
  expect(judgeRto(facts(null)).state).toBe('NOT_MEASURED');
  expect(judgeRto(facts(5, { objective: null })).state).toBe('NONE');
  expect(judgeRto(facts(5, { isProtected: false })).state).toBe('NONE');
});

test('the words never say that what took longer took as long as it may', () => {
  expect(judgeRto(facts(2.646, { objective: { seconds: 2, from: 'ITEM' } }))).toMatchObject({
    state: 'BREACHED',
    text: 'The last drill took 2.6 s. The objective is 2 s: breached.',
  });
});

test("an item's own objective goes before that of its policy", () => {
  expect(effectiveObjective(60, 3600)).toEqual({ seconds: 60, from: 'ITEM' });
  expect(effectiveObjective(null, 3600)).toEqual({ seconds: 3600, from: 'POLICY' });
  expect(effectiveObjective(null, null)).toBeNull();
});
