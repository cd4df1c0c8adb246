import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from './capture.ts';
import { ResticError } from './errors.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';
import { isFullId, storedIds } from './stored-ids.ts';

/** Copies of so many packs lie in the scratch folder at a time. */
const packsAtOnce = 10;

/**
 * Makes the index anew from what is stored, where the two do not fit; packs that are gone leave it. No snapshot is altered. Needs
 * that nobody else holds a lock.
 *
 * @throws ResticError `locked` …
 */
export async function repairIndex(repository: Repository, options: RunOptions = {}): Promise<void> {
  await capture(repository, { ...options, verb: 'repair', argv: ['index'] });
}

export interface PackRepair extends RunOptions {
  /** A folder for copies of the packs, which restic makes before it touches them; they are removed in the end. */
  readonly scratch: string;
}

/**
 * Saves the intact blobs of packs into new ones and removes the packs, so that a later backup stores again what was lost of them.
 * No snapshot is altered. Packs that are not there are passed over, so that it may be asked for again. Needs that nobody else holds a
 * lock.
 *
 * @returns the packs that it dealt with
 * @throws ResticError `usage` for anything but full ids; `locked`; `no-space` …
 */
export async function repairPacks(
  repository: Repository,
  ids: readonly string[],
  { scratch, ...options }: PackRepair,
): Promise<readonly string[]> {
  const vague = ids.find((id) => !isFullId(id));
  if (vague !== undefined) throw new ResticError('usage', { command: 'repair', detail: `"${vague}" is no full id` });
  const stored = new Set(ids.length === 0 ? [] : await storedIds(repository, 'packs', options));
  const there = [...new Set(ids)].filter((id) => stored.has(id));
  for (let start = 0; start < there.length; start += packsAtOnce) {
    const cwd = await mkdtemp(join(scratch, 'packs-'));
    try {
      const argv = ['packs', ...there.slice(start, start + packsAtOnce)];
      await capture(repository, { ...options, verb: 'repair', argv, cwd });
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  }
  return there;
}
