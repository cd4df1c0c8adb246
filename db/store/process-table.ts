import { readdirSync, readFileSync, statSync } from 'node:fs';
import { clusterName } from './settings.ts';

/**
 * A text that names one process for ever: pids are used again, a pid with its start time of this boot is not.
 * Undefined when there is no such process, or only its corpse.
 */
export function processIdentity(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  // proc_pid_stat(5): the name may hold anything, so fields are counted behind its last bracket; state is field 3, starttime field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || state === 'Z' || state === 'X' || startTime === undefined) return undefined;
  return `${readProc('sys/kernel/random/boot_id')?.trim()} ${pid} ${startTime}`;
}

/** A process as it was when it was looked at: its pid may later be another one's. */
export interface ProcessRef {
  readonly pid: number;
  readonly identity: string | undefined;
}

export function processRef(pid: number): ProcessRef {
  return { pid, identity: processIdentity(pid) };
}

export function isGone({ pid, identity }: ProcessRef): boolean {
  return identity === undefined || processIdentity(pid) !== identity;
}

/** Whether this process is the server over `data`, and not another one that got the pid of a dead server. */
export function isPostmaster(pid: number, data: string): boolean {
  const args = argumentsOf(pid);
  return args !== undefined && args[args.indexOf('-D') + 1] === data && args.includes('-D');
}

/**
 * The server over `data` and all its children, also those that outlived it: the owner's processes with the titles
 * PostgreSQL gives them.
 */
export function serverProcesses(data: string): number[] {
  const owner = userOf(data);
  if (owner === undefined) return [];
  const title = `postgres: ${clusterName(data)}: `;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const ours = argumentsOf(pid)?.[0]?.startsWith(title) === true || isPostmaster(pid, data);
    return ours && userOf(`/proc/${pid}`) === owner;
  });
}

/** Undefined for a process that has gone; its arguments are readable by everyone, unlike its working folder and program. */
function argumentsOf(pid: number): string[] | undefined {
  return readProc(`${pid}/cmdline`)?.split('\0');
}

function userOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

/** A process may end at any moment: what cannot be read is not there. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
