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

test('what is wrong is said plainly, and of an empty field nothing else', () => {
  const form = z.strictObject({
    seconds: z.int().min(60).max(3_600),
    name: z.string().trim().min(1).max(5).regex(/^a/, 'begins with a'),
    days: z.array(z.enum(['MONDAY', 'SUNDAY'])).min(1),
    isOn: z.boolean(),
  });
  const said = (input: unknown) =>
    catching(() => parseInput(form, input)).issues.map((one) => `${one.path} ${one.message}`);
  expect(said({ seconds: 59, name: ' ', days: [] })).toEqual([
    'seconds must be at least 60',
    'name must not be empty',
    'days must not be empty',
    'isOn must be given',
  ]);
  expect(said({ seconds: 3_601, name: 'abcdef', days: ['x'], isOn: 'yes', more: 1 })).toEqual([
    'seconds must be at most 3600',
    'name must have at most 5 characters',
    'days.0 must be one of MONDAY, SUNDAY',
    'isOn must be true or false',
    ' has what is not asked for: more',
  ]);
  expect(said({ seconds: 60.5, name: 'b', days: ['SUNDAY'], isOn: true })).toEqual([
    'seconds must be a whole number',
    'name begins with a',
  ]);
});

function catching(work: () => unknown): InvalidInputError {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
  }
  throw new Error('it was not refused');
}
