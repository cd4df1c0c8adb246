import { constants, type BigIntStats, type OpenDirOptions } from 'node:fs';
import { lstat, open, opendir, readlink } from 'node:fs/promises';
import { bytePath, fromBuffer, nameOf, parentOf, toBuffer, toText, type BytePath } from './byte-path.ts';
import { pathMoved } from './errors.ts';
import { isAbsent } from './system-error.ts';

/** `O_PATH` of open(2) on Linux, which Node does not name. */
const O_PATH = 0o10000000;

/** Holds a folder, and no link, without needing the right to read it. */
export const HOLD_FOLDER = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

const ITSELF = bytePath('.');

const OPEN_FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * A folder held open. Whoever replaces it or one of its ancestors by a link afterwards changes nothing for paths made by
 * {@link PinnedFolder.at}: Node has no `openat`, but a path through `/proc/self/fd` is resolved from the open folder
 * itself (proc_pid_fd(5)). If the folder as such is moved meanwhile, what is done lands in it where it then is.
 */
export interface PinnedFolder extends AsyncDisposable {
  readonly path: BytePath;
  /** Its descriptor in this process, while it is held. */
  readonly fd: number;
  /** A path to a name in this folder, valid while it is held. */
  at(name: BytePath): Buffer;
  /** Makes what was renamed, made or removed in it durable. */
  sync(): Promise<void>;
}

/**
 * Opens a folder by its real path and makes sure that it is reached without any link on the way.
 * @throws HoldfastError PATH_MOVED; the error of the operating system where it is not there or may not be opened
 */
export async function pinFolder(path: BytePath): Promise<PinnedFolder> {
  const pinned = await pinAt(path, toBuffer(path));
  try {
    const real = fromBuffer(await readlink(`/proc/self/fd/${pinned.fd}`, 'buffer'));
    if (real !== path) throw pathMoved(toText(path), toText(real));
    return pinned;
  } catch (error) {
    await pinned[Symbol.asyncDispose]();
    throw error;
  }
}

/** Opens the folder of that name in a pinned one; a link of that name is refused with `ENOTDIR`. */
export async function pinInside(parent: PinnedFolder, path: BytePath): Promise<PinnedFolder> {
  return pinAt(path, parent.at(nameOf(path)));
}

async function pinAt(path: BytePath, where: Buffer): Promise<PinnedFolder> {
  const handle = await open(where, OPEN_FOLDER);
  const prefix = Buffer.from(`/proc/self/fd/${handle.fd}/`);
  return {
    path,
    fd: handle.fd,
    at: (name) => Buffer.concat([prefix, toBuffer(name)]),
    sync: () => handle.sync(),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** What stands at a path (a link is told as a link), or null; the folder it is in must be reached without links. */
export async function look(path: BytePath): Promise<BigIntStats | null> {
  try {
    await using parent = await pinFolder(parentOf(path));
    return await lookInside(parent, nameOf(path));
  } catch (error) {
    if (!isAbsent(error)) throw error;
    if (await isCutOff(path)) throw pathMoved(toText(parentOf(path)), 'something that is no folder');
    return null;
  }
}

export async function lookInside(folder: PinnedFolder, name: BytePath): Promise<BigIntStats | null> {
  try {
    return await lstat(folder.at(name), { bigint: true });
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Whether the nearest ancestor that exists is something else than a folder: then the path is not absent but cut off. */
async function isCutOff(path: BytePath): Promise<boolean> {
  for (let ancestor = parentOf(path); ; ancestor = parentOf(ancestor)) {
    try {
      const there = await lstat(toBuffer(ancestor));
      return !there.isDirectory();
    } catch (error) {
      if (!isAbsent(error)) throw error;
      if (ancestor === '/') return false;
    }
  }
}

/** Whether two looks saw one and the same file under two names. */
export function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

/** The first names in a folder, at most `most` of them, in no order. */
export async function someNames(folder: PinnedFolder, most: number): Promise<BytePath[]> {
  const names: BytePath[] = [];
  for await (const name of eachName(folder)) {
    if (names.push(name) >= most) break;
  }
  return names;
}

/**
 * Each name in a folder, in no order, without holding them all. Read as bytes: with names as text Node itself would miss
 * an entry of another encoding where the file system does not tell the types of entries, for then it looks each up.
 */
export async function* eachName(folder: PinnedFolder): AsyncGenerator<BytePath> {
  const options = { encoding: 'buffer', bufferSize: 128 };
  if (!areOptions(options)) throw new Error('not the options of opendir');
  for await (const entry of await opendir(folder.at(ITSELF), options)) {
    const name: unknown = entry.name;
    if (!Buffer.isBuffer(name)) throw new Error('opendir gave a name that is no buffer');
    yield fromBuffer(name);
  }
}

/** `opendir` takes the encoding `buffer` as `readdir` does (nodejs.org/api/fs.html), which its types leave out. */
function areOptions(options: object): options is OpenDirOptions {
  return 'encoding' in options;
}

/** Whether a folder holds no name at all. */
export async function isEmptyFolder(path: BytePath): Promise<boolean> {
  await using folder = await pinFolder(path);
  return (await someNames(folder, 1)).length === 0;
}
