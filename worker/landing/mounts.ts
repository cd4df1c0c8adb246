import { lstat, readFile } from 'node:fs/promises';
import { bytePath, isBytePath, isWithin, parentOf, toBuffer, toText, type BytePath } from './byte-path.ts';
import { targetNotMovable } from './errors.ts';

/** Every mount point this process sees, the ones mounted later last. Format: proc_pid_mountinfo(5). */
export async function mountPoints(): Promise<BytePath[]> {
  return parseMountPoints(await readFile('/proc/self/mountinfo', 'latin1'));
}

/** The fifth field of each line; a space, tab, newline or backslash in it is written as three octal digits. */
export function parseMountPoints(mountinfo: string): BytePath[] {
  return mountinfo.split('\n').flatMap((line) => {
    const escaped = line.split(' ')[4] ?? '';
    const path = escaped.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return path !== '' && isBytePath(path) ? [path] : [];
  });
}

/** The mount that a real path lies on: the longest mount point around it. */
export function mountOf(path: BytePath, mounts: readonly BytePath[]): BytePath {
  const around = mounts.filter((mount) => isWithin(path, mount));
  return around.reduce((longest, mount) => (mount.length >= longest.length ? mount : longest), bytePath('/'));
}

/**
 * Whether what exists at this real path is the top of its own file system: a mount point, or a subvolume, which is no
 * mount but cannot be renamed across either.
 */
export async function isOwnFileSystem(path: BytePath): Promise<boolean> {
  if (path === '/' || (await mountPoints()).includes(path)) return true;
  const [self, parent] = await Promise.all([lstat(toBuffer(path)), lstat(toBuffer(parentOf(path)))]);
  return self.dev !== parent.dev;
}

/**
 * Makes sure that renames between `folder` and each of the paths can work, and that moving away what stands at one moves
 * no mounted file system with it, which would later be deleted as part of what was replaced.
 * @throws HoldfastError TARGET_NOT_MOVABLE
 */
export async function assertMovable(paths: readonly BytePath[], folder: BytePath): Promise<void> {
  const mounts = await mountPoints();
  const home = mountOf(folder, mounts);
  for (const path of paths) {
    const mounted = mounts.find((mount) => isWithin(mount, path));
    if (mounted !== undefined) throw targetNotMovable(toText(path), `A file system is mounted at ${toText(mounted)}.`);
    const own = mountOf(path, mounts);
    if (own !== home)
      throw targetNotMovable(toText(path), `It lies on the file system mounted at ${toText(own)}, inside the target.`);
  }
}

/** The first mount at or below a folder, or undefined. */
export async function mountedWithin(folder: BytePath): Promise<BytePath | undefined> {
  return (await mountPoints()).find((mount) => isWithin(mount, folder));
}
