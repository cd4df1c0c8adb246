import { ResticError } from './errors.ts';

/** What a prune found and does, in bytes as stored. restic rounds them: they are right to a thousandth or so. */
export interface PrunePlan {
  /** Needed by some snapshot. */
  readonly usedBytes: number;
  /** In the index, and needed by none. */
  readonly unusedBytes: number;
  /** In no index: left by runs that were interrupted. */
  readonly unreferencedBytes: number;
  /** All three. */
  readonly storedBytes: number;
  /** What it writes anew, because some of it is needed. */
  readonly repackBytes: number;
  /** What it frees in all. */
  readonly removedBytes: number;
  /** What is stored afterwards. */
  readonly remainingBytes: number;
  readonly packsToRemove: number;
}

/**
 * Reads the report of `restic prune --verbose`, which is text also with --json. Strictly: a figure that is missing, comes twice or is written in
 * another way is an error, never a zero; only what restic leaves out where there is nothing of it may be missing.
 *
 * @throws ResticError `protocol`
 */
export function readPrunePlan(report: readonly string[]): PrunePlan {
  const unreferencedBytes = sizeOf(report, 'unreferenced', 0);
  return {
    usedBytes: sizeOf(report, 'used'),
    unusedBytes: sizeOf(report, 'unused'),
    unreferencedBytes,
    storedBytes: sizeOf(report, 'total'),
    repackBytes: sizeOf(report, 'to repack'),
    removedBytes: sizeOf(report, 'total prune'),
    remainingBytes: sizeOf(report, 'remaining'),
    packsToRemove:
      packsOf(report, 'to repack', { of: 'packs' }) +
      packsOf(report, 'to delete', { of: 'packs' }) +
      packsOf(report, 'to delete', { of: 'unreferenced packs', absent: 0 }),
  };
}

/** The share of packs that was written anew, of a line that tells it. */
export function repackedShare(line: string): number | null {
  const percent = /^\[[\d:]+\]\s+(?<percent>\d+(?:\.\d+)?)%\s+\d+ \/ \d+ packs repacked$/.exec(line)?.groups?.[
    'percent'
  ];
  return percent === undefined ? null : Math.min(1, Number(percent) / 100);
}

const unitBytes: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** `name:   26 blobs / 36.170 MiB`; of what is in no index the blobs are not known. */
function sizeOf(report: readonly string[], name: string, absent?: number): number {
  const form = String.raw`${name}:\s+(?:\d+ blobs / )?(?<value>\d+(?:\.\d+)?) (?<unit>B|KiB|MiB|GiB|TiB)`;
  const found = only(report, { name, form });
  if (found) return Math.round(Number(found['value']) * (unitBytes[found['unit'] ?? ''] ?? Number.NaN));
  return absent ?? missing(name);
}

/** `name:   2 packs` */
function packsOf(report: readonly string[], name: string, { of, absent }: { of: string; absent?: number }): number {
  const found = only(report, { name, form: String.raw`${name}:\s+(?<value>\d+) ${of}` });
  return found ? Number(found['value']) : (absent ?? missing(`${name} (${of})`));
}

function only(
  report: readonly string[],
  { name, form }: { name: string; form: string },
): Readonly<Record<string, string>> | undefined {
  const line = new RegExp(`^${form}$`);
  const [found, ...more] = report.map((text) => line.exec(text)?.groups).filter((groups) => groups !== undefined);
  if (more.length > 0) throw unreadable(`${1 + more.length} lines of "${name}"`);
  return found;
}

function missing(name: string): never {
  throw unreadable(`0 lines of "${name}"`);
}

function unreadable(what: string): ResticError {
  return new ResticError('protocol', { command: 'prune', detail: `its report has ${what}` });
}
