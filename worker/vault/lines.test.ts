import { expect, test } from 'vitest';
import { lines } from './lines.ts';
import type { Line } from './lines.ts';

async function split(...pieces: readonly string[]): Promise<readonly Line[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  return collected(lines(chunks()));
}

test('lines are put together across chunks, in the middle of a character too', async () => {
  const bytes = Buffer.from('a😀b\nc\n');
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const byte of bytes) yield Buffer.from([byte]);
  }
  expect((await collected(lines(chunks()))).map(({ text }) => text)).toEqual(['a😀b', 'c']);
});

test('a line that was cut off is told as such', async () => {
  expect(await split('whole\nhal')).toEqual([
    { text: 'whole', complete: true },
    { text: 'hal', complete: false },
  ]);
});

test('other line separators of Unicode, which names may contain, do not split', async () => {
  expect(await split('a\u2028b\u2029c\n')).toHaveLength(1);
});

test('a line without an end does not fill the memory', async () => {
  const [line] = await split(...Array.from({ length: 64 }, () => 'x'.repeat(65_536)));
  expect(line?.text.length).toBeLessThan(1_200_000);
});

async function collected(source: AsyncIterable<Line>): Promise<readonly Line[]> {
  const all: Line[] = [];
  for await (const line of source) all.push(line);
  return all;
}
