import { capture } from './capture.ts';
import { ResticError } from './errors.ts';
import { failure } from './failure.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';
import { isFullId, storedIds } from './stored-ids.ts';

/** Ids named in one run: well below the longest argument list. */
const batchSize = 1000;

export interface Forgotten {
  readonly removed: readonly string[];
  /** Asked for, but not there to begin with. */
  readonly absent: readonly string[];
}

/**
 * Removes snapshots by full id and proves it by listing again: restic 0.18 ends with 0 when it removed nothing.
 * Space is freed only by a later prune. Asking again for what is gone is no error.
 *
 * @throws ResticError `usage` for anything but full ids; else why snapshots are still there, named in the message
 */
export async function forget(
  repository: Repository,
  ids: readonly string[],
  options: RunOptions = {},
): Promise<Forgotten> {
  const vague = ids.find((id) => !isFullId(id));
  if (vague !== undefined) throw new ResticError('usage', { command: 'forget', detail: `"${vague}" is no full id` });

  const present = await presentOf(repository, ids, options);
  const said: string[] = [];
  for (let start = 0; start < present.length; start += batchSize) {
    const argv = present.slice(start, start + batchSize);
    // 0.19 says with 3 what 0.18 says with 0: both are judged by the list below.
    const { stderr } = await capture(repository, { ...options, verb: 'forget', argv, accept: [3] });
    said.push(...stderr.split('\n').slice(-20));
  }

  const remaining = present.length === 0 ? [] : await presentOf(repository, present, options);
  if (remaining.length > 0) {
    const detail = `still there: ${remaining.slice(0, 5).join(', ')}${remaining.length > 5 ? ' …' : ''}`;
    throw failure(repository, { command: 'forget', exit: { code: 1, signal: null, interrupted: false }, said, detail });
  }
  const there = new Set(present);
  return { removed: present, absent: ids.filter((id) => !there.has(id)) };
}

/** No snapshot is read for this: one that is damaged, or records more than all others, is there as well. */
async function presentOf(
  repository: Repository,
  ids: readonly string[],
  options: RunOptions,
): Promise<readonly string[]> {
  const stored = new Set(await storedIds(repository, 'snapshots', options));
  return [...new Set(ids)].filter((id) => stored.has(id));
}
