import { ResticError } from './errors.ts';
import { lines } from './lines.ts';
import { output } from './output.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

/** The full ids of all files of a kind that the storage holds: none is read, and no lock is taken. @throws ResticError */
export async function storedIds(
  repository: Repository,
  kind: 'snapshots' | 'locks' | 'packs',
  options: RunOptions = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  const said = output(repository, { ...options, verb: 'list', argv: ['--no-lock', kind] });
  for await (const { text, complete } of lines(said)) {
    if (text === '') continue;
    if (!complete || !isFullId(text)) {
      throw new ResticError('protocol', { command: 'list', detail: `its list of ${kind} cannot be read` });
    }
    ids.push(text);
  }
  return ids;
}

/** restic takes beginnings of ids, `latest` and more for the name of a snapshot: only all 64 digits mean one and no other. */
export function isFullId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
