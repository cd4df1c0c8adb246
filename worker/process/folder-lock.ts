import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inheritedEnvironment } from '../vault/env.ts';

/** Longer than a slow disk takes to do what is done under the lock. */
const LONGEST_WAIT_S = 120;

/**
 * Does something while no other process of any worker does the same to this folder. The kernel holds the lock for a child
 * that ends when its standard input closes, which it does however we end: no stale lock can exist, and no file is left.
 * @throws Error when the lock is not to be had
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const argv = ['--exclusive', '--wait', `${LONGEST_WAIT_S}`, '--no-fork', folder, 'sh', '-c', 'echo held && exec cat'];
  const child = spawn('flock', argv, { cwd: '/', env: inheritedEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close').then(([code]) => {
    throw new Error(`flock on ${folder} ended with ${code}`);
  });
  try {
    await Promise.race([once(child.stdout, 'data'), closed]);
    return await work();
  } finally {
    child.stdin.on('error', () => undefined);
    child.stdin.end();
    await closed.catch(() => undefined);
  }
}
