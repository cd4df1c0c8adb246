import { expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from './errors.ts';
import { parseInput } from './parse.ts';

const schema = z.strictObject({
  name: z.string(),
  target: z.strictObject({ path: z.string(), days: z.int().default(7) }),
});

test('every issue is told at once, each with its dotted path', () => {
  const refused = catching(() => parseInput(schema, { target: { path: 1, days: 'x' } }));
  expect(refused.issues.map((issue) => issue.path)).toEqual(['name', 'target.path', 'target.days']);
  expect(refused.message).toContain('target.days: ');
});

test('a field that is not asked for is refused, not dropped', () => {
  expect(catching(() => parseInput(schema, { name: 'a', target: { path: '/' }, extra: 1 })).issues).toHaveLength(1);
});

test('defaults are filled in', () => {
  expect(parseInput(schema, { name: 'a', target: { path: '/' } })).toEqual({
    name: 'a',
    target: { path: '/', days: 7 },
  });
});

function catching(work: () => unknown): InvalidInputError {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
  }
  throw new Error('it was not refused');
}
