import { ResticError } from './errors.ts';
import { goUnquote } from './go-quote.ts';
import { lines } from './lines.ts';
import { message, parseJson } from './messages.ts';
import { objects } from './objects.ts';
import { output } from './output.ts';
import type { Repository } from './repository.ts';
import type { RunOptions } from './spawn.ts';

/** What of a snapshot cannot be restored. */
export interface Loss {
  /** The first of the paths, from the snapshot's root: files that lack content, folders whose list is lost. */
  readonly paths: readonly string[];
  /** How many they are; null where that was not counted. */
  readonly pathCount: number | null;
}

const pathsKept = 20;
/** Of so many snapshots each is looked at by itself; of more only which they are. */
const countedApart = 50;
/** So many packs are named in one run: well below the longest argument list. */
const packsNamed = 10_000;

/**
 * Which of these snapshots cannot be restored whole, as far as the index and the trees tell, which are read from the storage and not
 * from a cache: what is in a pack whose content is wrong counts only once `repairPacks` has taken that pack away. Takes no lock,
 * writes nothing. Snapshots whose own file cannot be read are not in the answer.
 *
 * @throws ResticError `damaged` where the index cannot be read; as every run
 */
export async function damagedSnapshots(
  repository: Repository,
  ids: readonly string[],
  options: RunOptions = {},
): Promise<ReadonlyMap<string, Loss>> {
  const losses = new Map<string, Loss>();
  for (let start = 0; start < ids.length; start += 1000) {
    const slice = ids.slice(start, start + 1000);
    for (const short of await askWhich(repository, slice, options)) {
      const meant = slice.filter((id) => id.startsWith(short));
      for (const id of meant) losses.set(id, { paths: [], pathCount: null });
    }
  }
  for (const id of [...losses.keys()].slice(0, countedApart)) {
    // By itself: of several, restic names what is lost of a folder that they share only once.
    const { isModified, paths, pathCount } = await askOne(repository, id, options);
    if (isModified) losses.set(id, { paths, pathCount });
    else losses.delete(id);
  }
  return losses;
}

/** The beginnings of their ids. */
async function askWhich(
  repository: Repository,
  ids: readonly string[],
  options: RunOptions,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let current = '';
  const told = await dryRun(repository, { ids, options }, (text) => {
    current = /^snapshot ([0-9a-f]{8,}) of \[/.exec(text)?.[1] ?? current;
    if (wouldModify.test(text)) found.add(current);
  });
  // A path may hold a line that looks like restic's own: then the sum does not fit.
  if (told !== found.size) throw unclear(`it told of ${found.size} snapshots and counted ${told}`);
  return found;
}

const wouldModify = /^would (?:save new snapshot|delete empty snapshot)$/;

async function askOne(
  repository: Repository,
  id: string,
  options: RunOptions,
): Promise<Loss & { readonly isModified: boolean }> {
  const paths: string[] = [];
  let pathCount = 0;
  const told = await dryRun(repository, { ids: [id], options }, (text) => {
    const path = /^ {2}(?:file|dir) (".*"): /.exec(text)?.[1];
    if (path === undefined) return;
    pathCount += 1;
    if (paths.length < pathsKept) paths.push(goUnquote(path));
  });
  return { paths, pathCount, isModified: told > 0 };
}

/** @returns how many snapshots a repair would modify, as restic counts them */
async function dryRun(
  repository: Repository,
  { ids, options }: { ids: readonly string[]; options: RunOptions },
  tell: (text: string) => void,
): Promise<number> {
  const argv = ['snapshots', '--dry-run', '--no-cache', ...ids];
  let count: number | undefined;
  for await (const { text } of lines(output(repository, { ...options, verb: 'repair', argv }))) {
    if (text === 'no snapshots would be modified') count = 0;
    const modified = /^would modify (\d+) snapshots$/.exec(text)?.[1];
    if (modified !== undefined) count = Number(modified);
    tell(text);
  }
  if (count === undefined) throw unclear('it came to no end');
  return count;
}

/**
 * The snapshots that need something of these packs, by the packs' own words or the index; of packs of trees it knows nothing. Takes no
 * lock. restic looks through every snapshot anew for it: `damagedSnapshots` costs far less.
 *
 * @throws ResticError where a pack is cut off, and where nothing tells what it held
 */
export async function snapshotsOfPacks(
  repository: Repository,
  packs: readonly string[],
  options: RunOptions = {},
): Promise<ReadonlyMap<string, Loss>> {
  const found = new Map<string, Set<string>>();
  for (let start = 0; start < packs.length; start += packsNamed) {
    const argv = ['--no-lock', '--pack', ...packs.slice(start, start + packsNamed)];
    const said = output(repository, { ...options, verb: 'find', argv });
    for await (const { text, complete } of objects(said, new Set<string>())) {
      const parsed = complete ? message.foundBlob.safeParse(parseJson(text)) : undefined;
      if (!parsed?.success) throw unclear('its list cannot be read');
      const { snapshot, path } = parsed.data;
      found.set(snapshot, (found.get(snapshot) ?? new Set()).add(path));
    }
  }
  return new Map(
    [...found].map(([id, paths]) => [id, { paths: [...paths].slice(0, pathsKept), pathCount: paths.size }]),
  );
}

function unclear(detail: string): ResticError {
  return new ResticError('protocol', { command: 'repair', detail });
}
