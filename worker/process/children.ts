import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;
const LONGEST_WAIT_MS = 10_000;

/**
 * Kills every process whose environment holds `NAME=marker` and waits until all are gone: what a dead worker's engine
 * left running. Looks again until nothing is found, since a child may still be starting another.
 *
 * @returns how many were killed
 * @throws Error when one does not go away (it hangs in the kernel): nothing may be judged then
 */
export async function endMarked(variable: string, marker: string): Promise<number> {
  const seen = new Set<number>();
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const alive = await findMarked(variable, marker);
    if (alive.length === 0) return seen.size;
    if (performance.now() > deadline) throw new Error(`processes ${alive.join(', ')} of a lost attempt do not end`);
    for (const pid of alive) {
      seen.add(pid);
      kill(pid);
    }
    await pause(POLL_MS);
  }
}

/** The numbers of the living processes whose environment holds `NAME=marker`. */
export async function findMarked(variable: string, marker: string): Promise<number[]> {
  const entry = `${variable}=${marker}`;
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await environmentOf(name)).split('\0').includes(entry)) found.push(Number(name));
  }
  return found;
}

/** Empty for a process that is gone, is a corpse, or belongs to someone else: such a one is no child of ours. */
async function environmentOf(pid: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw error;
  }
}
