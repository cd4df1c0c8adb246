import type { PointContents } from './point-contents.ts';
import type { StoredPart } from './recovery-point.ts';

interface Stored {
  readonly parts: readonly StoredPart[];
  readonly contents: PointContents | null;
}

/** Bytes and files of a point with all its parts. A dump is one file to the engine, which tells nobody anything: of databases the tables count. */
export function totalsOf({ parts, contents }: Stored) {
  const totals = sumParts(parts);
  return contents === null ? totals : { ...totals, files: null };
}

/** How many tables there are in a point of databases; null for one of anything else. */
export function tablesOf({ contents }: Pick<Stored, 'contents'>): number | null {
  return contents && contents.databases.reduce((sum, { tableCount }) => sum + tableCount, 0);
}

function sumParts(parts: readonly StoredPart[]) {
  const sum = (of: (part: StoredPart) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    sizeBytes: sum((part) => part.sizeBytes),
    storedBytes: sum((part) => part.storedBytes),
    files: sum((part) => part.files ?? 0),
  };
}
