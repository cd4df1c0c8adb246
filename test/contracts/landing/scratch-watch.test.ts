import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whileSpaceLasts } from '@holdfast/worker/scratch/watch';
import { mountSmallDisk } from '../../kit/small-disk.ts';

test('what fills its disk is ended before that is full, and says so whatever it says itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-scratch-watch-'));
  const other = join(folder, 'not there');
  try {
    using _ = mountSmallDisk(folder, 64);
    const work = whileSpaceLasts([other, folder], new AbortController().signal, async (signal) => {
      const aborted = once(signal, 'abort');
      writeFileSync(join(folder, 'restored'), Buffer.alloc(40 * 2 ** 20));
      await aborted;
      throw new Error('cut short');
    });
    await expect(work).rejects.toMatchObject({ code: 'DRILL_NO_SPACE' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('work that was told to stop says why it stopped, and what it gives comes back', async () => {
  const stopped = new AbortController();
  stopped.abort(new Error('cancelled'));
  const throws = async (signal: AbortSignal) => signal.throwIfAborted();
  await expect(whileSpaceLasts([tmpdir()], stopped.signal, throws)).rejects.toThrow('cancelled');
  const { signal } = new AbortController();
  expect(await whileSpaceLasts([tmpdir()], signal, async () => 'restored')).toBe('restored');
});
