import { SCRATCH_PREFIX } from '@holdfast/db/sources/postgresql';

/** PostgreSQL cuts longer names off. */
const LONGEST_NAME_BYTES = 63;

const SECOND_MS = 1_000;

/** What the comment begins with of everything that a restore moved aside. */
export const REPLACED_COMMENT = 'Holdfast: replaced by ';

/**
 * The comment on what a restore moves aside. It holds the name that it is given for: renamed by a person, it is theirs again,
 * and is backed up and kept like everything else.
 * @param tables of a schema: the oids of the tables that were moved there; others in it are not ours
 */
export function replacedComment(kept: { jobId: string; name: string; tables?: readonly number[] }): string {
  const tables = kept.tables ? ` (tables ${kept.tables.join(' ')})` : '';
  return `${REPLACED_COMMENT}${kept.jobId}${tables}, kept as ${kept.name}`;
}

/** Whether something of this name and comment was moved aside by a restore, and bears the name it was given then. */
export function wasReplaced({ name, comment }: { name: string; comment: string | null }): boolean {
  return comment !== null && comment.startsWith(REPLACED_COMMENT) && comment.endsWith(`, kept as ${name}`);
}

/** The oids of the tables that were moved to a kept schema, by its comment. */
export function tablesKept(comment: string): Set<number> {
  const list = /^Holdfast: replaced by \S+ \(tables ([\d ]*)\), kept as /.exec(comment)?.[1] ?? '';
  return new Set(list.split(' ').filter(Boolean).map(Number));
}

/** The name of something a restore makes until it is swapped in: no other attempt has the same. */
export function scratchName(
  { jobId, attempt }: { readonly jobId: string; readonly attempt: number },
  ordinal: number,
): string {
  return `${SCRATCH_PREFIX}${jobId.replace(/^[a-z]+_/, '')}_${attempt}_${ordinal}`;
}

/** A name for what is kept beside another: `orders_replaced_20261122_140433`, cut to what PostgreSQL takes. */
function besideName(name: string, what: 'replaced' | 'restored', at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
  const ending = `_${what}_${stamp}`;
  return `${cutTo(name, LONGEST_NAME_BYTES - ending.length)}${ending}`;
}

/** As `besideName`, unlike everything that is there. */
export function freeName(
  name: string,
  what: 'replaced' | 'restored',
  { standing, at }: { standing: { has(name: string): boolean }; at: Date },
): string {
  const free = besideName(name, what, at);
  return standing.has(free) ? freeName(name, what, { standing, at: new Date(at.getTime() + SECOND_MS) }) : free;
}

/** By whole characters: half of one would be no UTF-8. */
function cutTo(name: string, bytes: number): string {
  let cut = '';
  for (const character of name) {
    if (Buffer.byteLength(cut) + Buffer.byteLength(character) > bytes) break;
    cut += character;
  }
  return cut;
}
