import { readFile } from 'node:fs/promises';

/** Whether a process is stopped (SIGSTOP), by its state in proc(5) `stat`. */
export async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
