import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generateOperations } from './generate.ts';

test('the typed documents are those of the operations and the printed schema: else run npm run generate -w bot', async () => {
  const files = await generateOperations();
  expect(files).toHaveLength(2);
  for (const { path, text } of files) expect(await readFile(path, 'utf8'), path).toBe(text);
});
