import { chmod, lstat, open, rmdir, unlink } from 'node:fs/promises';
import { geteuid } from 'node:process';
import { bytePath, joinPath, nameOf, parentOf, toText, type BytePath } from './byte-path.ts';
import { eachName, HOLD_FOLDER, lookInside, pinFolder, pinInside, type PinnedFolder } from './directory.ts';
import { leftoverStuck } from './errors.ts';
import { landingPoint } from './fault-points.ts';
import { mountedWithin } from './mounts.ts';
import { explain, isAbsent, systemCode } from './system-error.ts';

const OWNER_MAY_ALL = 0o700;

interface Removal {
  readonly device: bigint;
  removed: number;
  stuck: { readonly path: BytePath; readonly cause: string } | undefined;
}

/**
 * Deletes a folder and all that is in it. Follows no link, also not one that is put in its way meanwhile; enters no other
 * file system; holds neither a list of what it deletes nor more than two descriptors a level. What cannot be deleted stays,
 * the rest goes, and the first such path is told. Nothing there is fine, so that it may be called again after any crash.
 * @throws HoldfastError LEFTOVER_STUCK
 */
export async function removeTree(path: BytePath): Promise<void> {
  const stuck = await removeAllBut(path).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    if (systemCode(error) === undefined) throw error;
    return { path, cause: explain(error) };
  });
  if (stuck) throw leftoverStuck(toText(stuck.path), stuck.cause);
}

async function removeAllBut(path: BytePath): Promise<Removal['stuck']> {
  const mounted = await mountedWithin(path);
  if (mounted !== undefined) return { path: mounted, cause: 'A file system is mounted there.' };
  await using parent = await pinFolder(parentOf(path));
  const there = await lookInside(parent, nameOf(path));
  if (!there) return undefined;
  if (!there.isDirectory()) return { path, cause: 'Something else than the folder that Holdfast made stands there.' };
  const removal: Removal = { device: there.dev, removed: 0, stuck: undefined };
  await removeFolder({ parent, path, removal });
  await parent.sync();
  return removal.stuck;
}

interface Entry {
  readonly parent: PinnedFolder;
  readonly path: BytePath;
  readonly removal: Removal;
}

async function removeEntry(entry: Entry): Promise<void> {
  const { parent, path, removal } = entry;
  landingPoint('landing.remove-entry');
  try {
    await unlink(parent.at(nameOf(path)));
    removal.removed += 1;
  } catch (error) {
    if (isAbsent(error)) return;
    const there = await lookInside(parent, nameOf(path));
    if (there?.isDirectory()) return removeFolder(entry);
    noteStuck(entry, error);
  }
}

async function removeFolder(entry: Entry): Promise<void> {
  const { parent, path, removal } = entry;
  try {
    await allowOwner(parent.at(nameOf(path)));
    {
      landingPoint('landing.enter-folder');
      await using folder = await pinInside(parent, path);
      const { dev } = await lstat(folder.at(bytePath('.')), { bigint: true });
      if (dev !== removal.device) throw new OtherFileSystem('Another file system begins there.');
      await emptyFolder(folder, removal);
    }
    await rmdir(parent.at(nameOf(path)));
    removal.removed += 1;
  } catch (error) {
    if (!isAbsent(error)) noteStuck(entry, error);
  }
}

class OtherFileSystem extends Error {}

/** A file system may pass over names while others are deleted, so it is read until a whole reading deletes nothing. */
async function emptyFolder(folder: PinnedFolder, removal: Removal): Promise<void> {
  for (let before = -1; before !== removal.removed;) {
    before = removal.removed;
    for await (const name of eachName(folder))
      await removeEntry({ parent: folder, path: joinPath(folder.path, name), removal });
  }
}

/** Only what is told by the system, or by the boundary of the file system, is a leftover; anything else is a defect. */
function noteStuck({ path, removal }: Entry, error: unknown): void {
  if (systemCode(error) === undefined && !(error instanceof OtherFileSystem)) throw error;
  removal.stuck ??= { path, cause: explain(error) };
}

/** A worker that is not root cannot delete from a folder that its owner may not write to, so it allows itself to. */
async function allowOwner(folder: Buffer): Promise<void> {
  if (geteuid?.() === 0) return;
  await using held = await open(folder, HOLD_FOLDER);
  const { mode } = await held.stat();
  if ((mode & OWNER_MAY_ALL) !== OWNER_MAY_ALL) await chmod(`/proc/self/fd/${held.fd}`, OWNER_MAY_ALL);
}
