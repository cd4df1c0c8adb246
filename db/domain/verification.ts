import { z } from 'zod';

const DAY_MS = 86_400_000;
/** Shares read in one run at most, however many days were missed. */
export const SHARES_A_RUN = 7;
/** A vault of which nothing else is said is read within so many days. */
export const DEFAULT_VERIFY_DAYS = 30;
/** The engine puts a pack into a share by the first byte of its name: there are no more groups than that has values. */
export const MOST_VERIFY_DAYS = 256;

export const verifyDaysSchema = z.int().min(1).max(MOST_VERIFY_DAYS);

/** When a share of a repository's data was read last. */
export interface ShareRead {
  readonly share: number;
  /** The end. */
  readonly at: Date;
  /** When the last reading began; absent: as good as at its end. */
  readonly begunAt?: Date;
}

/** What the plan of a run needs to know of a repository. */
export interface ReadingState {
  /** Within how many days all is to be read: also the number of shares. */
  readonly verifyDays: number;
  /** The share that is next in turn. */
  readonly nextShare: number;
  /** The last time each share was read, where shares were cut as they are now. */
  readonly reads: readonly ShareRead[];
  /** Reads the next share also where it is not due: someone wants to see it done. */
  readonly atLeastOne?: boolean;
  /** Everything is to be read anew since then; null or absent: nobody wants that. */
  readonly readAllSince?: Date | null;
  /** Nothing is due by its turn: the vault is never to be checked by itself. */
  readonly neverInTurn?: boolean;
}

export interface ReadingPlan {
  /** What is read now, in order of their turns. */
  readonly shares: readonly number[];
  /** How many more should have been read by now: a later run catches up with them. */
  readonly behind: number;
}

/**
 * Which shares a run reads, so that each is read again within `verifyDays`: one a day, and as many more as days were
 * missed, SHARES_A_RUN at most; none where the last run was not a day ago. A repository that was never read begins with one share.
 * Where everything is wanted, also every share whose reading did not begin since, however many they are. What a clock
 * that was ahead wanted is wanted now.
 * @param now the instant of the run
 */
export function planReading(state: ReadingState, now: Date): ReadingPlan {
  const { verifyDays, nextShare, reads, atLeastOne, neverInTurn } = state;
  const last = lastReads(reads);
  const began = Math.min(now.getTime(), ...reads.map(({ at }) => at.getTime()));
  const inTurn = Array.from({ length: verifyDays }, (_, turn) => ((nextShare - 1 + turn) % verifyDays) + 1);
  const due = inTurn.filter((share, turn) => {
    if (neverInTurn) return false;
    // What was never read is due on the day that its turn would have come.
    const at = last.get(share) ?? began + (firstTurn(share, { verifyDays, reads, turn }) - verifyDays) * DAY_MS;
    return at + (verifyDays - 0.5) * DAY_MS <= now.getTime();
  });
  const wanted = due.length === 0 && atLeastOne ? inTurn.slice(0, 1) : due;
  const all = unreadSince(state, now);
  if (all.size === 0)
    return { shares: wanted.slice(0, SHARES_A_RUN), behind: Math.max(0, wanted.length - SHARES_A_RUN) };
  const others = due.filter((share) => !all.has(share));
  const readNow = new Set([...all, ...others.slice(0, SHARES_A_RUN)]);
  return { shares: inTurn.filter((share) => readNow.has(share)), behind: Math.max(0, others.length - SHARES_A_RUN) };
}

/** The shares that are still to be read, where everything is wanted. */
function unreadSince({ verifyDays, reads, readAllSince }: ReadingState, now: Date): ReadonlySet<number> {
  if (!readAllSince) return new Set();
  const since = Math.min(readAllSince.getTime(), now.getTime());
  const read = new Set(reads.flatMap(({ share, at, begunAt = at }) => (begunAt.getTime() >= since ? [share] : [])));
  return new Set(Array.from({ length: verifyDays }, (_, turn) => turn + 1).filter((share) => !read.has(share)));
}

/** How many days after the first read the first turn of a share that was never read comes. */
function firstTurn(
  share: number,
  { verifyDays, reads, turn }: { verifyDays: number; reads: readonly ShareRead[]; turn: number },
): number {
  const first = reads.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
  return first ? (share - first.share + verifyDays) % verifyDays : turn;
}

/** How much of the data a check read. */
export interface SharesRead {
  readonly shares: number;
  /** Into how many shares it is cut. */
  readonly sharesOf: number;
}

/** `Read 1 of 30 shares of the data`: nobody is to take a share for everything. */
export function describeRead({ shares, sharesOf }: SharesRead): string {
  if (shares === 0) return 'Checked the structure, read none of the data';
  return shares >= sharesOf ? 'Read all of the data' : `Read ${shares} of ${sharesOf} shares of the data`;
}

/** What is known of how well a vault has been read. */
export interface ReadingRecord {
  readonly verifyDays: number;
  /** For each repository the reads of its shares, cut as they are now. */
  readonly repositories: readonly (readonly ShareRead[])[];
}

/**
 * The chance that damage of this age is still unseen: the part of the stored data that was not read since it happened. Where every
 * share is read in its time that is 1 - age / verifyDays. It is 1 for a vault that holds nothing that was read.
 * @param ageDays how long ago the damage happened; 0 or more
 */
export function unseenChance(record: ReadingRecord, ageDays: number, now: Date): number {
  return 1 - readShare(record, ageDays, now);
}

/** The part of the stored data that was read within the last so many days: 0 to 1. Shares and repositories count alike. */
export function readShare({ verifyDays, repositories }: ReadingRecord, days: number, now: Date): number {
  if (repositories.length === 0) return 0;
  const since = now.getTime() - days * DAY_MS;
  const read = repositories.map((reads) => [...lastReads(reads).values()].filter((at) => at >= since).length);
  return read.reduce((sum, count) => sum + count, 0) / (verifyDays * repositories.length);
}

/** When every share will have been read, one a day being read from now on; null where that is so already, and of an empty vault. */
export function fullReadBy({ verifyDays, repositories }: ReadingRecord, now: Date): Date | null {
  const unread = Math.max(0, ...repositories.map((reads) => verifyDays - lastReads(reads).size));
  return unread === 0 ? null : new Date(now.getTime() + unread * DAY_MS);
}

/** When the share that was not read for the longest time was read; null while one never was, or there is none. */
export function oldestRead({ verifyDays, repositories }: ReadingRecord): Date | null {
  const all = repositories.map((reads) => [...lastReads(reads).values()]);
  if (all.length === 0 || all.some((times) => times.length < verifyDays)) return null;
  return new Date(Math.min(...all.flat()));
}

function lastReads(reads: readonly ShareRead[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const { share, at } of reads) last.set(share, Math.max(last.get(share) ?? 0, at.getTime()));
  return last;
}
