import { HoldfastError } from '@holdfast/db/domain/errors';
import type { FoundPoint } from '@holdfast/db/services/vault/found-point';
import { storedContents } from '../sources/stored-contents.ts';
import type { Finding } from './find-repository.ts';

/** How many points are asked at once what can be picked out of them. */
const AT_ONCE = 2;
const TELL_EVERY = 50;
/** Each costs a run of the engine: of older ones it is not known until they are restored whole. */
const NEWEST_OF_AN_ITEM = 100;

type Reading = Pick<Finding, 'repository' | 'signal' | 'tell'>;

/** What no waiting mends: the point is put back without what can be picked out of it. */
const LASTING = new Set(['REPOSITORY_DAMAGED', 'POINT_NOT_IN_VAULT', 'PATH_NOT_IN_POINT', 'POINT_INCOMPLETE']);

/**
 * Reads of the newest points of each item what can be picked out of them, where the store has to know.
 * @throws HoldfastError where the vault cannot be read just now: nothing is lost by trying again
 */
export async function readContents(finding: Reading, points: readonly FoundPoint[]): Promise<readonly FoundPoint[]> {
  const asked = new Set(
    [...Map.groupBy(points.toReversed(), ({ item }) => item.id).values()].flatMap((ofItem) =>
      ofItem.slice(0, NEWEST_OF_AN_ITEM),
    ),
  );
  const filled: FoundPoint[] = [];
  for (let from = 0; from < points.length; from += AT_ONCE) {
    const some = points.slice(from, from + AT_ONCE);
    filled.push(...(await Promise.all(some.map(async (point) => (asked.has(point) ? fill(finding, point) : point)))));
    if (filled.length % TELL_EVERY < AT_ONCE && filled.length < points.length) {
      finding.tell(`Read ${filled.length} of ${points.length} recovery points.`);
    }
  }
  return filled;
}

async function fill({ repository, signal, tell }: Reading, point: FoundPoint): Promise<FoundPoint> {
  const { source, name } = point.item;
  try {
    return { ...point, contents: await storedContents(source.kind, { repository, parts: point.parts }, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HoldfastError && !LASTING.has(error.code)) throw error;
    const why = error instanceof HoldfastError ? error.message : 'its settings cannot be read';
    tell(`What can be picked out of ${name} of ${point.takenAt.toISOString()} is not known: ${why}`);
    return point;
  }
}
