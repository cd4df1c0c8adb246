import { expect, test } from 'vitest';
import { nameSchema } from './name.ts';

const schema = nameSchema(20);

test.for(['a', 'Web server 1', 'db-01.prod_eu', '9lives', 'Büro', '日本', 'x'.repeat(20)])('%j is a name', (name) => {
  expect(schema.parse(name)).toBe(name);
});

test('space around a name is taken off before it is measured', () => {
  expect(schema.parse(`  ${'x'.repeat(20)} \n`)).toBe('x'.repeat(20));
});

const REFUSED = [
  '',
  '   ',
  '-rf',
  '.hidden',
  '_x',
  '*bold*',
  '<!channel>',
  '<@U1>',
  'a`b',
  'a&b',
  'a/b',
  'a\nb',
  'a\tb',
  'a\0b',
  'a\u202Eb',
  'x'.repeat(21),
];

test.for(REFUSED)('%j is refused as a name', (name) => {
  expect(schema.safeParse(name).success).toBe(false);
});

test('an empty name is told as empty', () => {
  expect(schema.safeParse('  ').error?.issues.map((issue) => issue.message)).toContain('must not be empty');
});
