import { capture } from './capture.ts';
import { ResticError } from './errors.ts';
import { message, parseJson } from './messages.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';
import { storedIds } from './stored-ids.ts';

export interface Lock {
  readonly id: string;
  /** When it was made or last renewed: a living owner renews it every few minutes. */
  readonly time: Date;
  readonly exclusive: boolean;
  readonly hostname: string;
  readonly username: string;
  readonly pid: number;
}

/** Every lock on the repository, read without taking one. @throws ResticError `damaged` for a lock that cannot be read */
export async function locks(repository: Repository, options: RunOptions = {}): Promise<readonly Lock[]> {
  const found: Lock[] = [];
  for (const id of await storedIds(repository, 'locks', options)) {
    const lock = await readLock(repository, id, options);
    if (lock !== null) found.push(lock);
  }
  return found;
}

export interface RemovedLocks {
  readonly removed: readonly Lock[];
  /** Proven dead, yet restic kept it: its process id is in use again, or its host is another. restic yields 30 minutes after `time`. */
  readonly remaining: readonly Lock[];
}

/**
 * Removes the locks of dead processes, when every lock is one: a single lock whose owner may be alive stops it all.
 * `isProvablyDead` decides for each lock; restic, run afterwards, removes only what it holds for stale too.
 *
 * @throws ResticError `locked-by-unknown`, naming host, process id and time; nothing was removed then
 */
export async function removeStaleLocks(
  repository: Repository,
  isProvablyDead: (lock: Lock) => boolean,
  options: RunOptions = {},
): Promise<RemovedLocks> {
  const before = await locks(repository, options);
  if (before.length === 0) return { removed: [], remaining: [] };
  const unknown = before.filter((lock) => !isProvablyDead(lock));
  if (unknown.length > 0) {
    const detail = unknown.map(describe).join('; ');
    throw new ResticError('locked-by-unknown', { command: 'unlock', detail });
  }

  await capture(repository, { ...options, verb: 'unlock', argv: [] });
  const left = new Set(await storedIds(repository, 'locks', options));
  return {
    removed: before.filter(({ id }) => !left.has(id)),
    remaining: before.filter(({ id }) => left.has(id)),
  };
}

/** Null when the lock was released meanwhile. Reading one must take no lock: an exclusive one would refuse it. */
async function readLock(repository: Repository, id: string, options: RunOptions): Promise<Lock | null> {
  try {
    const { stdout } = await capture(repository, { ...options, verb: 'cat', argv: ['--no-lock', 'lock', id] });
    const parsed = message.lock.safeParse(parseJson(stdout));
    if (!parsed.success) throw new ResticError('damaged', { command: 'cat', detail: `lock ${id} cannot be read` });
    return { id, ...parsed.data };
  } catch (error) {
    const stillThere = await storedIds(repository, 'locks', options);
    if (!stillThere.includes(id)) return null;
    throw error;
  }
}

function describe({ exclusive, hostname, pid, time }: Lock): string {
  return `${exclusive ? 'exclusive lock' : 'lock'} of process ${pid} on ${hostname} since ${time.toISOString()}`;
}
