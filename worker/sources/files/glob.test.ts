import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { compileGlob } from './glob.ts';

test.each([
  ['*.txt', 'a.txt'],
  ['*.txt', 'deep/er/.txt'],
  ['*', '.hidden'],
  ['**', 'a/b/c'],
  ['**', ''],
  ['cache', 'a/cache'],
  ['cache/', 'cache'],
  ['a/*.c', 'a/x.c'],
  ['a/**/x', 'a/x'],
  ['a/**/x', 'a/b/c/x'],
  ['a/**', 'a/b/c'],
  ['**/b/**/d', 'a/b/c/b/d'],
  ['?.c', 'x/é.c'],
  ['a//b', 'a/b'],
  ['[x]', '[x]'],
  ['{a,b}', '{a,b}'],
  ['!(x)', '!(x)'],
  ['a\\*', 'a\\b'],
  ['new\nline*', 'new\nline.txt'],
])('%j matches %j', (pattern, path) => {
  expect(compileGlob(pattern)(path)).toBe(true);
});

test.each([
  ['*.txt', 'a.txt/b'],
  ['a/*.c', 'a/b/x.c'],
  ['a/*.c', 'b/a/x.c'],
  ['a/b', 'x/a/b'],
  ['[x]', 'x'],
  ['{a,b}', 'a'],
  ['a\\*', 'a*'],
  ['?', 'ab'],
  ['*', ''],
])('%j does not match %j', (pattern, path) => {
  expect(compileGlob(pattern)(path)).toBe(false);
});

test('a pattern made to take forever does not', () => {
  const glob = compileGlob(`${'*a'.repeat(500)}b`);
  const began = performance.now();
  expect(glob('a'.repeat(255))).toBe(false);
  expect(compileGlob(`${'**/a/'.repeat(200)}b`)('a/'.repeat(2000))).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
});
