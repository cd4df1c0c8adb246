import { expect, test } from 'vitest';
import { withoutNested } from './landing-points.ts';

test('a choice inside another one, or made twice, counts once', () => {
  expect(withoutNested(['a/b/c', 'b', 'a', 'a', 'a/b'])).toEqual(['a', 'b']);
});

test('neighbours with a common beginning are no nesting', () => {
  expect(withoutNested(['a/bc', 'a/b', 'a-b'])).toEqual(['a-b', 'a/b', 'a/bc']);
});
