import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planMoves } from '@holdfast/worker/landing/moves';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { swapIn } from '@holdfast/worker/landing/swap';
import { containing } from './containing.ts';
import { leftovers, listing } from './listing.ts';
import { openYard, type Yard } from './yard.ts';

const MIB = 2 ** 20;

test('a restore that would fill its file system is refused with the figures before anything is made', async () => {
  using yard = openYard();
  const mount = yard.mount('root/mount', 'size=80m');
  const request = yard.request({ target: join(mount, 'data'), sizeBytes: 15 * MIB });
  expect(await prepareLanding(request)).toMatchObject({ folder: mount });
  await expect(prepareLanding({ ...request, sizeBytes: 17 * MIB })).rejects.toMatchObject({
    code: 'TARGET_NO_SPACE',
    message: `The file system of ${mount} has 80.0 MiB free; the restore needs 81.0 MiB.`,
  });
});

test('a file system that is full in mid-swap leaves the target wholly old', async () => {
  using yard = openYard();
  const mount = yard.mount('root/mount', 'size=80m,nr_inodes=64');
  yard.write({ 'root/mount/data/file': 'old', 'source/file': 'new' });
  const old = listing(join(mount, 'data'));
  const target = join(mount, 'data');
  const landing = await yard.stage({ target, conflict: 'REPLACE' });
  const orders = yard.orders({ target });
  writeFileSync(orders.landingFile, JSON.stringify(landing));
  const moves = await planMoves(landing);
  fill(mount);
  const swap = { landing, moves, journalFile: orders.journalFile, record: orders.record, confirm: async () => {} };
  await expect(swapIn(swap)).rejects.toMatchObject({ code: 'SWAP_FAILED', cause: containing('ENOSPC') });
  expect(listing(target)).toEqual(old);
  expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', leftover: null, kept: null });
  expect(leftovers(mount)).toEqual([]);
});

/** Takes every name the file system has left. */
function fill(folder: string): void {
  mkdirSync(join(folder, 'filler'));
  for (let count = 0; ; count += 1) {
    try {
      writeFileSync(join(folder, 'filler', String(count)), '');
    } catch {
      return;
    }
  }
}

test('where Holdfast’s own disk is full, the journal cannot begin and nothing is moved', async () => {
  using yard = openYard();
  const disk = yard.mount('home/disk', 'size=1m,nr_inodes=16');
  yard.write({ 'root/data/file': 'old', 'source/file': 'new' });
  const old = listing(yard.root);
  const { landing, moves } = await staged(yard);
  fill(disk);
  const journalFile = join(disk, 'swap.jsonl');
  const swap = swapIn({ landing, moves, journalFile, record: null, confirm: async () => {} });
  await expect(swap).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE', fault: 'SERVICE' });
  expect(listing(yard.root)).toEqual(old);
});

async function staged(yard: Yard) {
  const landing = await yard.stage({ target: yard.path('root/data'), conflict: 'REPLACE' });
  return { landing, moves: await planMoves(landing) };
}
