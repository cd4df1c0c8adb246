import type { FoundPoint } from '@holdfast/db/services/vault/found-point';
import type { RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import type { FoundRepository } from '@holdfast/db/services/vault/rebuild';
import { explained } from '../repository/errors.ts';
import { storedContents } from '../sources/stored-contents.ts';
import { identify } from '../vault/identity.ts';
import type { Repository } from '../vault/repository.ts';
import { snapshots } from '../vault/snapshots.ts';
import { sortSnapshots } from './find-points.ts';
import type { Tell } from './tell.ts';

/** How many points are asked at once what can be picked out of them. */
const AT_ONCE = 2;
const TELL_EVERY = 50;

export interface Finding {
  readonly from: RecoveryKit['repositories'][number];
  readonly repository: Repository;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/**
 * Reads what a repository says of itself. Writes nothing to it.
 * @throws HoldfastError of the engine: REPOSITORY_MISSING, REPOSITORY_PASSWORD_WRONG, REPOSITORY_DAMAGED …
 */
export async function findRepository(finding: Finding): Promise<Omit<FoundRepository, 'siteId'>> {
  const { from, repository, signal, tell } = finding;
  const { id: engineId } = await explained(() => identify(repository, { signal }));
  const all = await explained(() => snapshots(repository, { signal }));
  const sorted = sortSnapshots(all);
  tell(`${from.location}: ${all.length} snapshots, ${sorted.points.length} recovery points.`);
  tellLeftOut(sorted.foreign, 'that Holdfast did not make', tell);
  tellLeftOut(sorted.unfinished, 'of backups that did not finish', tell);
  tellLeftOut(sorted.unknownSource, 'of a source that this Holdfast does not know', tell);
  return {
    id: from.id,
    location: from.location,
    password: from.password,
    engineId,
    points: await withContents(finding, sorted.points),
  };
}

function tellLeftOut(ids: readonly string[], what: string, tell: Tell): void {
  if (ids.length === 0) return;
  const named = ids.slice(0, 5).map((id) => id.slice(0, 8));
  tell(`Left alone: ${ids.length} snapshots ${what} (${named.join(', ')}${ids.length > 5 ? ' …' : ''}).`);
}

async function withContents(finding: Finding, points: readonly FoundPoint[]): Promise<readonly FoundPoint[]> {
  const filled: FoundPoint[] = [];
  for (let from = 0; from < points.length; from += AT_ONCE) {
    const some = points.slice(from, from + AT_ONCE);
    filled.push(...(await Promise.all(some.map((point) => fill(finding, point)))));
    if (filled.length % TELL_EVERY < AT_ONCE && filled.length < points.length) {
      finding.tell(`Read ${filled.length} of ${points.length} recovery points.`);
    }
  }
  return filled;
}

/** A point that does not tell what is in it is put back all the same: it may still be restored whole. */
async function fill({ repository, signal, tell }: Finding, point: FoundPoint): Promise<FoundPoint> {
  const { source } = point.item;
  try {
    return { ...point, contents: await storedContents(source.kind, { repository, parts: point.parts }, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    tell(`What can be picked out of ${point.item.name} of ${point.takenAt.toISOString()} is not known: ${why}`);
    return point;
  }
}
