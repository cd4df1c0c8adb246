import { expect, test } from 'vitest';
import { objects } from './objects.ts';
import type { JsonObject } from './objects.ts';

const cut = { text: '', complete: false };

async function read(text: string, pieceSize = 65_536): Promise<readonly JsonObject[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += pieceSize) yield bytes.subarray(start, start + pieceSize);
  }
  const found: JsonObject[] = [];
  for await (const object of objects(chunks(), new Set(['paths', 'excludes']))) found.push(object);
  return found;
}

const values = (found: readonly JsonObject[]): readonly unknown[] =>
  found.map(({ text, complete }) => (complete ? (JSON.parse(text) as unknown) : 'cut'));

test.each([1, 2, 3, 7, 65_536])('objects come out without what is omitted, in pieces of %i bytes', async (size) => {
  const tricky = ['/a "quoted"] }, \\', '\\"', '😀\u2028', 'paths', '{"paths":['];
  const given = [
    { paths: tricky, id: 'first', tags: tricky, nested: { paths: ['kept'], list: [{ paths: 1 }] } },
    {},
    { id: 'paths', excludes: [], 'paths"': 'kept', other: 'paths', paths: tricky },
    { paths: { deep: [[{}]] }, last: -1.5e3, no: null },
    { paths: 'one', id: true },
  ];
  const found = await read(`${JSON.stringify(given)}\n`, size);
  expect(values(found)).toEqual(
    given.map((one) => ({
      ...one,
      ...('paths' in one && { paths: null }),
      ...('excludes' in one && { excludes: null }),
    })),
  );
  expect(values(await read(JSON.stringify(given, null, 2), size))).toEqual(values(found));
});

test('an empty array holds nothing', async () => {
  expect(await read('[]\n')).toEqual([]);
});

test.each([
  '',
  'null',
  '{}',
  '[',
  '[]]',
  '[][]',
  '[1]',
  '["text"]',
  '{"message_type":"exit_error","code":1}',
  'Fatal: no',
  '[] and more',
])('%j is told as no array of objects', async (text) => {
  expect((await read(text)).at(-1)).toEqual(cut);
});

test('an array that was cut off gives the objects before and is told as such', async () => {
  const whole = '[{"id":"a","paths":["x"]},{"id":"b","paths":["y","z"]}]';
  for (let length = 0; length < whole.length; length += 1) {
    const found = await read(whole.slice(0, length));
    expect(found.at(-1)).toEqual(cut);
    expect(found.filter(({ complete }) => complete)).toHaveLength(length < 25 ? 0 : length < 54 ? 1 : 2);
  }
});

test('a value that is omitted fills no memory, and an object without end does not parse', async () => {
  const long = 'x'.repeat(5 * 1024 * 1024);
  expect(values(await read(JSON.stringify([{ paths: [long, long], id: 'a' }])))).toEqual([{ paths: null, id: 'a' }]);
  const [object] = await read(JSON.stringify([{ id: long }]));
  expect(object?.text.length).toBe(4 * 1024 * 1024);
});
