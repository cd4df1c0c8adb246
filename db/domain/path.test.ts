import { expect, test } from 'vitest';
import { absolutePathSchema, innerPathSchema } from './path.ts';

const LONG = 'a'.repeat(10_000);

test.for(['/', '/srv', '/srv/data', '/srv/.hidden', '/srv/..data', '/srv/a b', '/srv/ä/日本', `/${'a'.repeat(4095)}`])(
  '%j is an absolute path',
  (path) => {
    expect(absolutePathSchema.parse(path)).toBe(path);
  },
);

test.for([
  ['/srv/', '/srv'],
  ['//srv///data//', '/srv/data'],
  ['///', '/'],
])('%j is written %j, so that one place has one name', ([given, written]) => {
  expect(absolutePathSchema.parse(given)).toBe(written);
});

const NOT_ABSOLUTE = [
  '',
  'srv',
  './srv',
  '../srv',
  '~/srv',
  '/..',
  '/srv/..',
  '/srv/../etc',
  '/srv/./x',
  '/.',
  '/srv\0',
  '/\ud800',
  `/${LONG}`,
];

test.for(NOT_ABSOLUTE)('%j is refused as an absolute path', (path) => {
  expect(absolutePathSchema.safeParse(path).success).toBe(false);
});

test.for(['a', 'a/b', '.hidden', 'a/..b', 'a b', '-rf', 'ä'])('%j is a path inside an item', (path) => {
  expect(innerPathSchema.parse(path)).toBe(path);
});

const NOT_INSIDE = ['', '/', '/a', '.', '..', '../a', 'a/..', 'a/../b', 'a/./b', 'a//b', 'a/', 'a\0', 'a/\udc00', LONG];

test.for(NOT_INSIDE)('%j is refused as a path inside an item', (path) => {
  expect(innerPathSchema.safeParse(path).success).toBe(false);
});
