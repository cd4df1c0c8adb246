import { HoldfastError, toErrorInfo } from '@holdfast/db/domain/errors';
import type { RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import type { FoundRepository } from '@holdfast/db/services/vault/rebuild';
import { explained } from '../repository/errors.ts';
import { identify } from '../vault/identity.ts';
import type { Repository } from '../vault/repository.ts';
import { snapshots } from '../vault/snapshots.ts';
import { storedIds } from '../vault/stored-ids.ts';
import { sortSnapshots } from './find-points.ts';
import { readContents } from './read-contents.ts';
import type { Tell } from './tell.ts';

export interface Finding {
  readonly from: RecoveryKit['repositories'][number];
  readonly repository: Repository;
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly tell: Tell;
}

const NAMED = 5;

/**
 * Reads what a repository says of itself. Writes nothing to it.
 * @throws HoldfastError of the engine: REPOSITORY_MISSING, REPOSITORY_PASSWORD_WRONG, REPOSITORY_DAMAGED …
 */
export async function findRepository(finding: Finding): Promise<FoundRepository> {
  const { from, repository, signal, now, tell } = finding;
  const engineId = await identityOf(repository, signal);
  const ids = await explained(() => storedIds(repository, 'snapshots', { signal }));
  const all = await explained(() => snapshots(repository, { ids, signal }));
  const { points, leftAlone } = sortSnapshots(all, now);
  tell(`${from.location}: ${ids.length} snapshots, ${points.length} recovery points.`);
  // The engine passes over what it cannot read with a word that only its log has.
  const read = new Set(all.map(({ id }) => id));
  const unreadable = ids.filter((id) => !read.has(id));
  if (unreadable.length > 0) tell(`DAMAGED: ${unreadable.length} snapshots cannot be read (${named(unreadable)}).`);
  for (const [why, those] of leftAlone) {
    if (those.length > 0) tell(`Left alone: ${those.length} snapshots ${why} (${named(those)}).`);
  }
  const { id, site, location, password } = from;
  return { id, site, location, password, engineId, points: await readContents(finding, points) };
}

function named(ids: readonly string[]): string {
  const short = ids.slice(0, NAMED).map((id) => id.slice(0, 8));
  return [...short, ...(ids.length > NAMED ? ['…'] : [])].join(', ');
}

async function identityOf(repository: Repository, signal: AbortSignal): Promise<string> {
  try {
    return (await explained(() => identify(repository, { signal }))).id;
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'REPOSITORY_MISSING') throw error;
    throw new HoldfastError({
      ...toErrorInfo(error),
      cause: `${error.cause} Or no backup was ever made into the vault: then there is nothing to rebuild.`,
      remedy: 'Mount the disk or bring the folder back, or say with --at where it is now.',
    });
  }
}
