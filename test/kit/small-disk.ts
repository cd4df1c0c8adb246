import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A small file system of its own at `path`, in memory, gone when the test lets go of it. `megabytes` is its size in MiB. */
export function mountSmallDisk(path: string, megabytes: number): Disposable {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', path]);
  // Lazily, since a worker that is about to be killed may still look into it.
  return { [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', path]) };
}
