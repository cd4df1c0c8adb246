import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { follow, lastProgress, newestStatus } from './tail.ts';

const status = (done: number): string =>
  `${JSON.stringify({ message_type: 'status', percent_done: done / 10, total_files: 10, files_done: done })}\n`;

test('the newest whole status counts, not the one still being written', () => {
  expect(newestStatus(status(1) + status(2) + status(3).slice(0, 30))?.filesDone).toBe(2);
});

test('percent is told from 0 to 100', () => {
  expect(newestStatus(status(5))?.percentDone).toBe(50);
});

test('a restore counts what it restored and what it skipped', () => {
  const line = '{"message_type":"status","total_files":4,"files_restored":1,"files_skipped":2,"bytes_restored":5}\n';
  expect(newestStatus(line)).toMatchObject({ filesDone: 3, bytesDone: 5 });
});

test('nothing is told where there is no status', () => {
  expect(newestStatus('{"message_type":"summary"}\nwords\n{"message_type":"status"')).toBeNull();
});

test('only the end of a large file is read, whatever it begins with', async () => {
  await using place = await scratch();
  await writeFile(place.file, `${'x'.repeat(300_000)}\n${status(7)}`);
  expect((await lastProgress(place.file))?.filesDone).toBe(7);
});

test('a listener that throws is stopped, and what it threw is handed on', async () => {
  await using place = await scratch();
  await writeFile(place.file, status(1));
  const { promise: faulted, resolve } = Promise.withResolvers<void>();
  const refuse = (): never => {
    throw new Error('lost the fence');
  };
  const following = follow(place.file, refuse, { interval: 5, onFault: resolve });
  await faulted;
  expect(await following.stop()).toMatchObject({ message: 'lost the fence' });
});

async function scratch(): Promise<{ file: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'vault-tail-'));
  return {
    file: join(directory, 'output'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
