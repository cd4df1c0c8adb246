import { firstRepackBytes, nextRepackBytes, SLICES_A_JOB } from '@holdfast/db/domain/prune';
import type { JobWarning } from '@holdfast/db/domain/job';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { bandwidthShare } from '@holdfast/db/domain/site';
import type { PrunePlan } from '../vault/prune-plan.ts';
import { expectAllThere } from './all-there.ts';
import { blockAndDrain, unblock } from './drain.ts';
import { letOthersIn } from './lease.ts';
import { look } from './look.ts';
import type { Cleaning } from './prune-job.ts';
import { runSlice, type Slice } from './slice.ts';

export interface Freed {
  /** How often the engine was at work. */
  readonly slices: number;
  /** What the last look found. */
  readonly after: PrunePlan;
  /** Why not all was done. */
  readonly stopped: JobWarning | null;
  /** Whether the lease is still held. */
  readonly isOurs: boolean;
}

/** Frees space slice by slice under a lease that the caller has taken; before each others are kept waiting, after each they have their turn. */
export async function freeInSlices(cleaning: Cleaning, before: PrunePlan): Promise<Freed> {
  let plan = before;
  let limit = firstRepackBytes(cleaning.limits, lineOf(cleaning));
  let removesOnly = false;
  let slices = 0;
  const end = (stopped: JobWarning | null, isOurs = true): Freed => ({ slices, after: plan, stopped, isOurs });
  await cleaning.run.startTask('Free space');
  for (let turn = 0; turn < SLICES_A_JOB; turn++) {
    const onProgress = progressOf(cleaning, { before, plan, limit });
    const slice = await oneSlice(cleaning, { repackBytes: removesOnly ? 0 : limit, onProgress });
    if (slice === 'BUSY') return end(NOT_DRAINED);
    if (slice !== 'RESTORE') {
      slices += 1;
      const needed = plan.repackBytes;
      plan = await look(cleaning);
      if (slice.why === 'NO_SPACE' && removesOnly) throw noSpace(cleaning);
      if (slice.why === 'DONE' && !removesOnly && needed <= limit) return end(null);
      removesOnly = slice.why === 'NO_SPACE';
      const next = nextLimit(slice, limit, cleaning);
      if (next === null) return end(TOO_SLOW);
      limit = next;
    }
    const inTheWay = await letOthersIn(cleaning);
    if (inTheWay) return end(inTheWay, false);
  }
  return end(MORE_LEFT);
}

/** Others are kept waiting in here, and nowhere else. */
async function oneSlice(cleaning: Cleaning, of: Parameters<typeof runSlice>[1]): Promise<Slice | 'BUSY' | 'RESTORE'> {
  const drained = await blockAndDrain(cleaning);
  if (drained === 'QUIET') await expectAllThere(cleaning);
  const slice = drained === 'QUIET' ? await runSlice(cleaning, of) : drained;
  await unblock(cleaning);
  return slice;
}

/** Of a slice that was stopped for others, or had no space, nothing is learned about its speed. */
function nextLimit({ plan, why, tookMs }: Slice, limit: number, { limits }: Cleaning): number | null {
  if (why === 'OTHERS' || why === 'NO_SPACE') return limit;
  return nextRepackBytes({ repackBytes: plan?.repackBytes ?? 0, tookMs, cutOff: why === 'TIME' }, limit, limits);
}

/** What a limited line lets through in the slower direction: data is read and written again. */
function lineOf({ site }: Cleaning): number | null {
  const shares = [site.uploadKibPerSecond, site.downloadKibPerSecond].flatMap(
    (kib) => bandwidthShare(kib, site.maxJobs) ?? [],
  );
  return shares.length === 0 ? null : Math.min(...shares);
}

/** Of all that was to be freed at first; of a slice under way by the share that it has written anew of what it may. */
function progressOf({ run }: Cleaning, of: { before: PrunePlan; plan: PrunePlan; limit: number }) {
  const { before, plan, limit } = of;
  const total = before.removedBytes;
  const done = Math.max(0, total - plan.removedBytes);
  const inSlice = plan.removedBytes * Math.min(1, limit / Math.max(1, plan.repackBytes));
  return (share: number) => {
    const bytesDone = Math.min(total, Math.round(done + share * inSlice));
    run.progress({ percent: (100 * bytesDone) / Math.max(1, total), bytesDone, bytesTotal: total });
  };
}

const NOT_DRAINED: JobWarning = {
  code: 'PRUNE_WAITS',
  message:
    'Backups or restores ran on in the vault for longer than others may be kept waiting. It is tried again in an hour.',
};
const TOO_SLOW: JobWarning = {
  code: 'PRUNE_TOO_SLOW',
  message:
    'Even the smallest slice took longer than others may be kept waiting. Its storage or its line is too slow for that.',
};
const MORE_LEFT: JobWarning = {
  code: 'PRUNE_GOES_ON',
  message: 'There is more to free than one clean-up does. The next one goes on in an hour.',
};

function noSpace({ vault }: Cleaning): HoldfastError {
  return new HoldfastError({
    code: 'NO_SPACE',
    message: `The disk of the vault ${vault.name} is full: not even its index can be written anew, which freeing space begins with.`,
    cause: 'The engine writes an index without the data to remove before it removes any.',
    remedy: 'Free some megabytes on that disk by other means, then retry.',
    retryable: false,
    fault: 'USER',
  });
}
