import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 50;
const LONGEST_WAIT_MS = 10_000;

export type ProcessState = 'ALIVE' | 'CORPSE' | 'GONE';

const STATE_FIELD = 0;

/** Whether a process of this machine lives, has ended and was not yet fetched by its parent, or is not there (proc(5), stat). */
export async function processState(pid: number): Promise<ProcessState> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[STATE_FIELD];
    return state === 'Z' || state === 'X' ? 'CORPSE' : 'ALIVE';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 'GONE';
    throw error;
  }
}

/**
 * Waits for whoever inherited ended processes to fetch them: to programs that only ask for the number they live until then.
 * Gives up after ten seconds: some never do.
 */
export async function fetched(pids: readonly number[], signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < deadline) {
    const states = await Promise.all(pids.map((pid) => processState(pid)));
    if (!states.includes('CORPSE')) return;
    await pause(POLL_MS, undefined, { signal });
  }
}
