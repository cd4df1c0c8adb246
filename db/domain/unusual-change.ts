import { median } from './median.ts';
import { sizeInWords } from './size-words.ts';
import type { PointFigures, Suspicion } from './suspicion.ts';
import { unusualShare, usualOf, type Usual } from './unusual-envelope.ts';

/** What is looked at of a recovery point. */
export interface JudgedPoint {
  readonly sizeBytes: number;
  readonly storedBytes: number;
  /** Null where files say nothing, as of databases. */
  readonly files: number | null;
  readonly warningCount: number;
  readonly figures: PointFigures | null;
}

/** What a point is compared with. */
export interface Before {
  /** The newest of the item's points before it, of its type, that nothing is held against; oldest first. */
  readonly usual: readonly JudgedPoint[];
  /** The one directly before it, where something is held against that: what it told of is not told again. */
  readonly standing: JudgedPoint | null;
}

/** So many are looked at: at one a day a month, with its four weekends. */
export const POINTS_COMPARED = 30;
/** With fewer nobody knows what is usual. */
const FEWEST = 7;

/** Below these nothing is told: in a small item everything is a large share. */
const LEAST_BYTES = 32 * 2 ** 20;
const LEAST_FILES = 500;
const LEAST_UNREADABLE = 20;
const LEAST_UNREADABLE_SHARE = 0.01;
const LEAST_REWRITTEN = 0.3;

/** A file whose name, owner or time changed alone costs the vault about 400 bytes; one that was rewritten costs its data. */
const LEAST_BYTES_OF_A_FILE = 1024;

/** Of so little added data the rate of compression is chance. */
const LEAST_COMPRESSED = 2 ** 20;
const LEAST_ADDED_SHARE = 0.1;
const NEARLY_ALL = 0.9;
const WELL_BELOW = 0.75;
const COLLAPSED_BY = 0.15;

type Reason = Suspicion['reasons'][number];

/**
 * What is unusual of a new recovery point, compared with those before it: nothing where fewer than seven are known.
 *
 * Sizes and counts are judged as factors (on a logarithmic scale), against the least and the greatest that were seen, with a margin
 * that is at least a factor of two and grows with the usual spread: three robust standard deviations, from the median absolute
 * deviation (Hampel 1974; Leys et al. 2013 on why not from the mean). Against the extremes and not against the median, since
 * - what recurs is usual once it was seen: the full of every Sunday, the end of a month;
 * - what someone dismissed is one of the points compared with from then on, so that the same is not told again;
 * - growth moves the extreme along: 3 % more a day, or as much more every day, are never twice the greatest so far.
 * Rates (how much was rewritten, how well it compressed) are judged likewise as shares.
 *
 * What it cannot see: a change that is slower than its margin within 30 points, and one in an item below the floors.
 */
export function judgeChange(point: JudgedPoint, { usual, standing }: Before): Reason[] {
  if (usual.length < FEWEST) return [];
  return [
    ...dataReasons(point, { usual, standing }),
    ...rewritten(point, usual),
    ...compressionCollapsed(point, usual),
    ...manyUnreadable(point, { usual, standing }),
  ];
}

/** Much less and much more, by bytes and by files. */
function dataReasons(point: JudgedPoint, { usual, standing }: Before): Reason[] {
  const bytes = {
    value: point.sizeBytes,
    seen: usual.map(({ sizeBytes }) => sizeBytes),
    standing: standing?.sizeBytes,
    least: LEAST_BYTES,
    inWords: sizeInWords,
  };
  const files = {
    value: point.files,
    seen: known(usual.map((one) => one.files)),
    standing: standing?.files ?? undefined,
    least: LEAST_FILES,
    inWords: (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'file' : 'files'}`,
  };
  const found = [bytes, files].flatMap(levelChange);
  return (['MUCH_LESS_DATA', 'MUCH_MORE_DATA'] as const).flatMap((code) => {
    const texts = found.filter((one) => one.code === code).map(({ text }) => text);
    return texts.length === 0 ? [] : [{ code, text: texts.join(', ') }];
  });
}

interface Level {
  readonly value: number | null;
  readonly seen: readonly number[];
  /** Of the point directly before, where something is held against that. */
  readonly standing: number | undefined;
  /** By how much it has to differ from what is usual at least. */
  readonly least: number;
  readonly inWords: (value: number) => string;
}

function levelChange(level: Level): { code: 'MUCH_LESS_DATA' | 'MUCH_MORE_DATA'; text: string }[] {
  const { value, seen, least, inWords } = level;
  if (value === null || seen.length < FEWEST) return [];
  const usual = usualOf(seen, 2);
  if (Math.abs(value - usual.median) < least) return [];
  const text = `${inWords(value)} instead of about ${inWords(Math.round(usual.median))}`;
  if (value < usual.low && !isStanding(level, usual)) return [{ code: 'MUCH_LESS_DATA', text }];
  if (value > usual.high && !isStanding(level, usual)) return [{ code: 'MUCH_MORE_DATA', text }];
  return [];
}

/** Whether the point directly before was like this too, and something is held against it already. */
function isStanding({ value, standing }: Pick<Level, 'value' | 'standing'>, { margin }: Usual): boolean {
  if (standing === undefined || value === null) return false;
  return Math.abs(Math.log(Math.max(value, 1) / Math.max(standing, 1))) < margin / 2;
}

/** By the bytes that the vault did not have, and of trees by files too, which small files beside a few large ones need. */
function rewritten(point: JudgedPoint, usual: readonly JudgedPoint[]): Reason[] {
  const ofBytes = rewrittenBytes(point, usual);
  const byBytes = shareReason(ofBytes, sharesSeen(usual, rewrittenBytes));
  if (ofBytes && byBytes !== null && ofBytes.amount >= LEAST_BYTES)
    return [{ code: 'MANY_REWRITTEN', text: `${sizeInWords(ofBytes.amount)} rewritten: ${byBytes}` }];
  const ofFiles = rewrittenFiles(point, usual);
  const byFiles = shareReason(ofFiles, sharesSeen(usual, rewrittenFiles));
  if (!ofFiles || byFiles === null || ofFiles.amount < LEAST_FILES) return [];
  if ((point.figures?.addedBytes ?? 0) < ofFiles.amount * LEAST_BYTES_OF_A_FILE) return [];
  const many = ofFiles.amount.toLocaleString('en-US');
  return [{ code: 'MANY_REWRITTEN', text: `${many} files rewritten or replaced: ${byFiles}` }];
}

/** Of each but the first, which may be the item's first full: all of that is new. */
function sharesSeen(
  usual: readonly JudgedPoint[],
  of: (point: JudgedPoint, before: readonly JudgedPoint[]) => Share | null,
): Share[] {
  return known(usual.slice(1).map((point, index) => of(point, usual.slice(0, index + 1))));
}

interface Share {
  readonly amount: number;
  /** 0 to 1, of all that the point holds. */
  readonly share: number;
}

function shareReason(of: Share | null, seen: readonly Share[]): string | null {
  if (!of || seen.length < FEWEST - 1) return null;
  const shares = seen.map(({ share }) => share);
  if (of.share <= unusualShare(shares, LEAST_REWRITTEN)) return null;
  return `${percent(of.share)} of it, instead of ${percent(Math.max(...shares))} at most`;
}

/** What was added, but for what is there because there is more than ever before. */
function rewrittenBytes({ figures, sizeBytes }: JudgedPoint, before: readonly JudgedPoint[]): Share | null {
  if (figures?.addedBytes === undefined) return null;
  const most = Math.max(...before.map((one) => one.sizeBytes));
  return shareOf(figures.addedBytes - Math.max(0, sizeBytes - most), sizeBytes);
}

function rewrittenFiles({ figures }: JudgedPoint, before: readonly JudgedPoint[]): Share | null {
  const { filesNew, filesChanged, filesUnmodified } = figures ?? {};
  if (filesNew === undefined || filesChanged === undefined || filesUnmodified === undefined) return null;
  const all = filesNew + filesChanged + filesUnmodified;
  const most = Math.max(...before.map((one) => one.files ?? 0));
  return shareOf(filesNew + filesChanged - Math.max(0, all - most), all);
}

function shareOf(part: number, all: number): Share {
  const amount = Math.max(0, Math.min(part, all));
  return { amount, share: all === 0 ? 0 : amount / all };
}

/** Encrypted data does not compress. A first full is no change, and has none before it. */
function compressionCollapsed(point: JudgedPoint, usual: readonly JudgedPoint[]): Reason[] {
  const added = point.figures?.addedBytes ?? 0;
  if (added < Math.max(LEAST_BYTES, point.sizeBytes * LEAST_ADDED_SHARE)) return [];
  const seen = known(usual.map(rateOf));
  const rate = rateOf(point);
  if (rate === null || seen.length < FEWEST) return [];
  const middle = median(seen);
  if (rate < NEARLY_ALL || middle > WELL_BELOW || rate <= Math.max(...seen) + COLLAPSED_BY) return [];
  const text = `new data shrank to ${percent(rate)} of its size, instead of about ${percent(middle)}`;
  return [{ code: 'COMPRESSION_COLLAPSED', text }];
}

/** Stored of added. */
function rateOf({ storedBytes, figures }: JudgedPoint): number | null {
  const added = figures?.addedBytes ?? 0;
  return added < LEAST_COMPRESSED ? null : Math.min(1, storedBytes / added);
}

function manyUnreadable(point: JudgedPoint, { usual, standing }: Before): Reason[] {
  const { warningCount: value, files } = point;
  const seen = usual.map(({ warningCount }) => warningCount);
  const its = usualOf(seen, 2);
  if (value - its.median < LEAST_UNREADABLE || value < (files ?? 0) * LEAST_UNREADABLE_SHARE) return [];
  if (value <= its.high || isStanding({ value, standing: standing?.warningCount }, its)) return [];
  const many = value.toLocaleString('en-US');
  const most = Math.max(...seen).toLocaleString('en-US');
  return [{ code: 'MANY_UNREADABLE', text: `${many} could not be read, instead of ${most} at most` }];
}

function known<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
