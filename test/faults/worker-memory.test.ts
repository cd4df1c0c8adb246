import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { atLength } from '../kit/endurance.ts';
import { ended } from '../kit/jobs.ts';
import { peakMemory } from '../kit/peak-memory.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { resticThatObeysModes } from '../kit/tools.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const MIB = 2 ** 20;
const ALLOWED = 30 * MIB;
const UNREADABLE = 100_000;
const LARGE = atLength(5_000_000_000, 1_000_000_000);

/** Backs one folder up in a worker of its own: how the job ended, and the most memory the worker ever held. */
async function measure(fill: (folder: string) => void) {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  fill(folder);
  const { itemId } = await protectFolder(world, folder);
  const worker = await world.startWorker({ HOLDFAST_RESTIC: resticThatObeysModes(world.home) });
  const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
  const job = await ended(world, jobId, 300_000);
  const listed = job.warningFile === null ? '' : readFileSync(job.warningFile, 'utf8');
  return { job, listed, peak: peakMemory(worker.pid) };
}

/** Files of 256 MiB, of blocks that differ, so that all is read and hashed, but come again, so that little is stored. */
function fillWith(bytes: number): (folder: string) => void {
  const block = seededBytes('block', 32 * MIB);
  return (folder) => {
    for (let file = 0, left = bytes; left > 0; file++) {
      const fd = openSync(join(folder, `file-${file}`), 'w');
      for (let n = 0; n < 8 && left > 0; n++, left -= block.length) {
        block.writeUInt32LE(n, n);
        writeSync(fd, block, 0, Math.min(block.length, left));
      }
      closeSync(fd);
    }
  };
}

function fillWithUnreadable(folder: string): void {
  writeFileSync(join(folder, 'readable'), 'readable');
  for (let n = 0; n < UNREADABLE; n++) {
    const path = join(folder, `unreadable-${n}`);
    writeFileSync(path, 'x');
    chmodSync(path, 0);
  }
}

test(
  `the worker holds as much memory for ${LARGE / 1e9} GB of data, and for 100,000 unreadable files, as for 100 MB`,
  { timeout: 900_000 },
  async () => {
    const small = await measure(fillWith(100_000_000));
    expect(small.job).toMatchObject({ status: 'COMPLETED', error: null });

    const large = await measure(fillWith(LARGE));
    expect(large.job).toMatchObject({ status: 'COMPLETED', error: null, result: { sizeBytes: LARGE } });

    const unreadable = await measure(fillWithUnreadable);
    expect(unreadable.job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', error: null, warningCount: UNREADABLE });
    expect(unreadable.job.warnings).toHaveLength(100);
    const named = new Set(unreadable.listed.match(/unreadable-\d+/g));
    expect(named.size, 'files named in the whole list').toBe(UNREADABLE);

    const peaks = [small.peak, large.peak, unreadable.peak];
    // The collector may come late by chance, not always: what the work itself needs shows in a second worker too.
    if (spread(peaks) >= ALLOWED) {
      peaks[1] = Math.min(large.peak, (await measure(fillWith(LARGE))).peak);
      peaks[2] = Math.min(unreadable.peak, (await measure(fillWithUnreadable)).peak);
    }
    expect(spread(peaks), `peaks in MiB: ${peaks.map((peak) => (peak / MIB).toFixed(1)).join(', ')}`).toBeLessThan(
      ALLOWED,
    );
  },
);

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
