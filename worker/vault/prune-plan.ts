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
      packsOf(report, 'to repack', 'packs') +
      packsOf(report, 'to delete', 'packs') +
      packsOf(report, 'to delete', 'unreferenced packs', 0),
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
  const form = new RegExp(String.raw`^${name}:\s+(?:\d+ blobs / )?(?<value>\d+(?:\.\d+)?) (?<unit>B|KiB|MiB|GiB|TiB)$`);
  const found = only(report, form, name, absent !== undefined);
  if (found === null) return absent ?? 0;
  return Math.round(Number(found['value']) * (unitBytes[found['unit'] ?? ''] ?? Number.NaN));
}

/** `name:   2 packs` */
function packsOf(report: readonly string[], name: string, of: string, absent?: number): number {
  const form = new RegExp(String.raw`^${name}:\s+(?<value>\d+) ${of}$`);
  const found = only(report, form, `${name} (${of})`, absent !== undefined);
  return found === null ? (absent ?? 0) : Number(found['value']);
}

function only(
  report: readonly string[],
  form: RegExp,
  name: string,
  mayMiss: boolean,
): Readonly<Record<string, string>> | null {
  const matches = report.map((line) => form.exec(line)?.groups).filter((groups) => groups !== undefined);
  const [found] = matches;
  if (found && matches.length === 1) return found;
  if (!found && mayMiss) return null;
  throw new ResticError('protocol', {
    command: 'prune',
    detail: `its report has ${matches.length} lines of "${name}"`,
  });
}
