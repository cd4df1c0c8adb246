/** PostgreSQL cuts longer names off. */
const LONGEST_NAME_BYTES = 63;

const SECOND_MS = 1_000;

/** What a database or schema of a restore that has not ended is called; no backup takes it. */
export const SCRATCH_PREFIX = 'holdfast_restore_';

/** What the comment of everything begins with that a restore moved aside: by that, and not by its name, it is known for ours. */
export const REPLACED_COMMENT = 'Holdfast: replaced by ';

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
