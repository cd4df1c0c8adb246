import type { PointContents } from './point-contents.ts';
import type { StoredPart } from './recovery-point.ts';
import type { PointFigures } from './suspicion.ts';

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

/**
 * What the engine counted of a point, over its parts: null where it said nothing of any. A figure that it did not give of some part is
 * absent, as a sum without it would be too small. Files are counted of trees alone: a dump is one file, and always a new one.
 */
export function figuresOf({ parts }: Pick<Stored, 'parts'>): PointFigures | null {
  if (parts.every(({ figures }) => figures === undefined)) return null;
  const trees = parts.filter(({ kind }) => kind === 'TREE');
  return {
    filesNew: sumOf(trees, ({ figures }) => figures?.filesNew),
    filesChanged: sumOf(trees, ({ figures }) => figures?.filesChanged),
    filesUnmodified: sumOf(trees, ({ figures }) => figures?.filesUnmodified),
    addedBytes: sumOf(parts, ({ figures }) => figures?.addedBytes),
  };
}

function sumOf(parts: readonly StoredPart[], of: (part: StoredPart) => number | undefined): number | undefined {
  const given = parts.map(of).filter((figure) => figure !== undefined);
  return parts.length === 0 || given.length < parts.length ? undefined : given.reduce((sum, one) => sum + one, 0);
}

function sumParts(parts: readonly StoredPart[]) {
  const sum = (of: (part: StoredPart) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    sizeBytes: sum((part) => part.sizeBytes),
    storedBytes: sum((part) => part.storedBytes),
    files: sum((part) => part.files ?? 0),
  };
}
