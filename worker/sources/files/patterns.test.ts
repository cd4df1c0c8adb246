import { expect, test } from 'vitest';
import { excludeBelow, literal } from './patterns.ts';

test('a bare name is excluded at any depth below the item and nowhere above it', () => {
  expect(excludeBelow('/srv/tmp/data', 'tmp')).toBe('/srv/tmp/data/**/tmp');
});

test('a pattern with a slash counts from the item', () => {
  expect(excludeBelow('/srv/data', 'cache/**/*.bin')).toBe('/srv/data/cache/**/*.bin');
  expect(excludeBelow('/srv/data', 'cache/')).toBe('/srv/data/**/cache');
});

test('characters of the item path that look like a pattern stand for themselves', () => {
  expect(literal('/srv/a[1]*?\\b')).toBe('/srv/a\\[1\\]\\*\\?\\\\b');
});

test('only stars and question marks mean something in a pattern; what the engine would refuse is taken literally', () => {
  expect(excludeBelow('/srv/data', '[a*?\\')).toBe('/srv/data/**/\\[a*?\\\\');
});
