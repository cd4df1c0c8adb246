import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assertPlace,
  decideAssignment,
  describeCriteria,
  matches,
  pauseAfterFailures,
  type RuleTraits,
} from './assignment.ts';

const rule = (name: string, place: number, more: Partial<RuleTraits> = {}): RuleTraits => {
  return { name, place, kind: null, tags: {}, isEnabled: true, ...more };
};
const CRM = { kind: 'POSTGRESQL', tags: { env: 'prod', team: 'sales' } };

test.for([
  ['its kind', { kind: 'POSTGRESQL', tags: {} }, true],
  ['another kind', { kind: 'FILES', tags: {} }, false],
  ['any kind', { kind: null, tags: {} }, true],
  ['one of its tags', { kind: null, tags: { env: 'prod' } }, true],
  ['all of its tags', { kind: null, tags: { team: 'sales', env: 'prod' } }, true],
  ['a tag that it lacks beside one that it has', { kind: null, tags: { env: 'prod', tier: '1' } }, false],
  ['another value', { kind: null, tags: { env: 'test' } }, false],
  ['the value in capitals', { kind: null, tags: { env: 'Prod' } }, false],
  ['its tag and another kind', { kind: 'FILES', tags: { env: 'prod' } }, false],
  ['a tag with the name of something that every object has', { kind: null, tags: { constructor: 'x' } }, false],
] as const)('a rule for %s: whether it matches', ([, criteria, expected]) => {
  expect(matches(CRM, criteria)).toBe(expected);
});

test('the matching rule with the lowest place counts, and the reason names it and what it stands before', () => {
  const gold = rule('Gold', 2, { kind: 'POSTGRESQL', tags: { env: 'prod' } });
  const rules = [rule('All', 3), gold, rule('Files', 1, { kind: 'FILES' })];
  expect(decideAssignment(CRM, rules)).toEqual({
    rule: gold,
    because: 'The rule Gold is for POSTGRESQL with env=prod. It stands first of 2 that match.',
  });
});

test('a disabled rule matches nothing', () => {
  const all = rule('All', 2);
  expect(decideAssignment(CRM, [rule('Off', 1, { isEnabled: false }), all]).rule).toBe(all);
  expect(decideAssignment(CRM, [rule('Off', 1, { isEnabled: false })])).toEqual({
    rule: null,
    because: 'No enabled rule matches its kind and tags.',
  });
});

test('what a rule is for, in words, is the same whatever the order of its tags', () => {
  expect(describeCriteria({ kind: null, tags: { b: '2', a: '1' } })).toBe('everything with a=1 and b=2');
  expect(describeCriteria({ kind: 'FILES', tags: {} })).toBe('FILES');
});

const words = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');
const tags = fc.dictionary(words, words, { maxKeys: 3 });
const kinds = fc.constantFrom('FILES', 'POSTGRESQL');
const sources = fc.record({ kind: kinds, tags });
const rules = fc.uniqueArray(
  fc.record({
    name: words,
    place: fc.integer({ min: 1, max: 9 }),
    kind: fc.option(kinds),
    tags,
    isEnabled: fc.boolean(),
  }),
  { selector: ({ place }) => place, maxLength: 6 },
);

test('whatever the source and the rules: the first by place of those that match, in any order, and none where none does', () => {
  fc.assert(
    fc.property(sources, rules, (source, given) => {
      const { rule: decided } = decideAssignment(source, given);
      expect(decideAssignment(source, given.toReversed()).rule).toBe(decided);
      for (const one of given) {
        const counts = one.isEnabled && matches(source, one);
        if (one === decided) expect(counts).toBe(true);
        else expect(counts && (decided === null || one.place < decided.place)).toBe(false);
      }
    }),
  );
});

test('what a rule asks for more can only take sources from it', () => {
  fc.assert(
    fc.property(sources, tags, tags, (source, asked, besides) => {
      const less = { kind: null, tags: asked };
      const more = { kind: source.kind, tags: { ...besides, ...asked } };
      expect(matches(source, more) && !matches(source, less)).toBe(false);
    }),
  );
});

test('a place beyond the end is refused, with the last one there is', () => {
  expect(() => assertPlace(3, 3)).not.toThrow();
  expect(() => assertPlace(4, 3)).toThrow('place: must be 1 to 3');
});

test('the pause after failures is a minute, doubles, and is an hour at most', () => {
  expect([1, 2, 3, 6, 7, 8, 10_000].map(pauseAfterFailures)).toEqual([60, 120, 240, 1920, 3600, 3600, 3600]);
});
