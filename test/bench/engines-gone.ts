import { readdir, readFile } from 'node:fs/promises';
import { waitFor } from '../kit/wait-for.ts';

/** Waits until no process has this folder among its arguments: a killed worker's engine dies a moment after it. */
export async function enginesGone(folder: string): Promise<void> {
  await waitFor(`the engines in ${folder} to be gone`, async () => !(await isNamed(folder)));
}

async function isNamed(folder: string): Promise<boolean> {
  const others = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const commands = await Promise.all(others.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')));
  return commands.some((command) => command.includes(folder));
}
