import { readFileSync } from 'node:fs';
import { waitFor } from '../../kit/wait-for.ts';
import type { Orders } from './orders.ts';
import { start, type Ended } from './yard.ts';

/** Runs a program to a point, does something while it stands still there, and lets it go on to its end. */
export async function meddle(orders: Orders, point: string, doWhatOthersDo: () => void): Promise<Ended> {
  return meddleWith('land', { orders, point, doWhatOthersDo });
}

interface Meddling {
  readonly orders: Orders;
  readonly point: string;
  readonly doWhatOthersDo: () => void;
}

export async function meddleWith(
  program: 'land' | 'settle',
  { orders, point, doWhatOthersDo }: Meddling,
): Promise<Ended> {
  const { child, ended } = start(program, orders, `${point}=pause`);
  try {
    await waitFor(`${program} to stop at ${point}`, async () => isStopped(child.pid));
    doWhatOthersDo();
    child.kill('SIGCONT');
    return await ended;
  } finally {
    child.kill('SIGKILL');
  }
}

/** The third field of proc_pid_stat(5), behind the name in brackets. */
function isStopped(pid: number | undefined): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
