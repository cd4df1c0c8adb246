import { expect, test } from 'vitest';
import { policyInputSchema } from './policy.ts';

const GFS = { daily: { keep: { days: 7 } }, weekly: { choose: 'SUNDAY', keep: { count: 5 } } };

test.each<[what: string, given: object, retention: object]>([
  ['nothing', {}, { all: { keep: { days: 30 } } }],
  ['days', { retentionDays: 45 }, { all: { keep: { days: 45 } } }],
  ['more days than a rule takes', { retentionDays: 36_135 }, { all: { keep: { years: 99 } } }],
  ['rules', { retention: GFS }, GFS],
])('a policy of which %s is said has the retention that this means, and nothing beside it', (_, given, retention) => {
  expect(policyInputSchema.parse({ name: 'gold', ...given })).toEqual({ name: 'gold', keepReplacedDays: 7, retention });
});

test.each<[given: object, path: string]>([
  [{ retention: GFS, retentionDays: 30 }, 'retentionDays'],
  [{ retentionDays: 0 }, 'retentionDays'],
  [{ retentionDays: 36_136 }, 'retentionDays'],
  [{ retention: {} }, 'retention'],
  [{ retention: { daily: { keep: { days: 0 } } } }, 'retention.daily.keep.days'],
])('%j is refused at its place', (given, path) => {
  const { error } = policyInputSchema.safeParse({ name: 'gold', ...given });
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
