/** What a repository holds that no snapshot needs any more, in bytes as stored. */
export interface Unneeded {
  /** All that it stores. */
  readonly storedBytes: number;
  /** What a clean-up would free of that. */
  readonly removableBytes: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Less is not worth that backups wait, even for seconds. */
const LEAST_BYTES = 64 * MIB;
/** The engine itself leaves 5 % unused, since freeing the last of it means to write most of the repository anew. */
const LEAST_SHARE = 0.1;
/** Of a large vault a small share is much as well: somebody pays for it. */
const ALWAYS_WORTH_BYTES = 32 * GIB;

/**
 * Whether a repository is worth cleaning up: from 64 MiB that are a tenth of what it stores, or from 32 GiB. Where a person asked for it, whatever
 * can be freed is.
 */
export function isWorthPruning({ storedBytes, removableBytes }: Unneeded, asked: boolean): boolean {
  if (asked) return removableBytes > 0;
  if (removableBytes >= ALWAYS_WORTH_BYTES) return true;
  return removableBytes >= LEAST_BYTES && removableBytes >= storedBytes * LEAST_SHARE;
}

/** How long a clean-up may keep others waiting, in milliseconds. */
export interface PruneLimits {
  /** For running backups and restores to end, before a slice. */
  readonly drainMs: number;
  /** For the slice itself. */
  readonly sliceMs: number;
}

/** Together ten minutes at the very most for a backup that is unlucky; a restore is never kept waiting for longer than the engine takes to stop. */
export const PRUNE_LIMITS: PruneLimits = { drainMs: 5 * 60_000, sliceMs: 5 * 60_000 };

/** So that the clean-up of a day has an end; what is left is for the next. */
export const SLICES_A_JOB = 12;

/** Below the size of a few packs the engine would find none that fits. */
const LEAST_REPACK_BYTES = 64 * MIB;
const FIRST_REPACK_BYTES = GIB;
const MOST_REPACK_BYTES = 64 * GIB;
/** Looking through the repository takes time as well, and speed differs from one minute to the next. */
const OF_THE_TIME = 0.5;

/**
 * How much the first slice writes anew, in bytes: 1 GiB, or what a line that is limited to so many KiB/s takes in half of a slice's time;
 * never less than 64 MiB.
 */
export function firstRepackBytes({ sliceMs }: PruneLimits, kibPerSecond: number | null): number {
  const byLine = kibPerSecond === null ? FIRST_REPACK_BYTES : kibPerSecond * 1024 * (sliceMs / 1000) * OF_THE_TIME;
  return within(Math.min(FIRST_REPACK_BYTES, byLine));
}

/** What a slice did: how much it was to write anew, in bytes, and how long the engine took for it. */
export interface SliceCourse {
  readonly repackBytes: number;
  readonly tookMs: number;
  /** It ran out of time: nothing that it had written anew counts. */
  readonly cutOff: boolean;
}

/**
 * How much the next slice writes anew, in bytes, by the speed of the one before: what takes half of a slice's time. After one that ran out of time a
 * quarter of that one's limit.
 * @returns null where even the smallest slice ran out of time: it would be in vain again
 */
export function nextRepackBytes(before: SliceCourse, limit: number, { sliceMs }: PruneLimits): number | null {
  if (before.cutOff) return limit <= LEAST_REPACK_BYTES ? null : within(limit / 4);
  // Of next to nothing no speed can be told.
  if (before.repackBytes < LEAST_REPACK_BYTES) return limit;
  return within((before.repackBytes / Math.max(1, before.tookMs)) * sliceMs * OF_THE_TIME);
}

function within(bytes: number): number {
  return Math.round(Math.min(MOST_REPACK_BYTES, Math.max(LEAST_REPACK_BYTES, bytes)));
}
