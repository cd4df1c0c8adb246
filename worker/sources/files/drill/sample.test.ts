import { expect, test } from 'vitest';
import { Sample } from './sample.ts';

const FILES = Array.from({ length: 500 }, (_, index) => ({ path: `/item/${index}`, size: 10 }));

function draw(seed: string, files: readonly { path: string; size: number }[], size = 16): string[] {
  const sample = new Sample(seed, size);
  for (const file of files) sample.offer(file);
  return sample.files().map(({ path }) => path);
}

test('the same seed draws the same files, in whichever order they come; another one draws others', () => {
  expect(draw('a', FILES)).toHaveLength(16);
  expect(draw('a', FILES.toReversed())).toEqual(draw('a', FILES));
  expect(draw('b', FILES)).not.toEqual(draw('a', FILES));
});

test('of few files all are drawn', () => {
  expect(draw('a', FILES.slice(0, 3)).toSorted()).toEqual(['/item/0', '/item/1', '/item/2']);
  expect(draw('a', [])).toEqual([]);
});

test('what would be too much to read again is left out, but one file is always compared', () => {
  const large = 3 * 2 ** 30;
  const files = [
    { path: '/item/a', size: large },
    { path: '/item/b', size: large },
  ];
  expect(draw('a', files)).toHaveLength(1);
  expect(draw('a', [{ path: '/item/huge', size: 2 * large }])).toEqual(['/item/huge']);
});
