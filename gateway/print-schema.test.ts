import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const gateway = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('schema.graphql is what the code makes: after a change run node gateway/print-schema.ts', async () => {
  // As a process, because a test runner may load graphql twice and the printer knows only its own classes.
  const { stdout } = await run(process.execPath, [gateway('print-schema.ts'), '-']);
  expect(stdout).toBe(await readFile(gateway('schema.graphql'), 'utf8'));
});
