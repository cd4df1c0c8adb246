import { readFile } from 'node:fs/promises';

/** What tells a process from every other one, also after it died and its number was given away. */
export interface ProcessIdentity {
  /** The machine and its boot: process numbers mean nothing elsewhere. */
  readonly hostId: string;
  readonly pid: number;
  /** When the process started, in clock ticks after boot. */
  readonly pidStart: string;
}

/** This process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const pidStart = await startOf(process.pid);
  if (pidStart === undefined) throw new Error('/proc does not show this process');
  return { hostId: await hostId(), pid: process.pid, pidStart };
}

/** Names this machine in this boot. A container shares its machine's boot id but has its own name. */
async function hostId(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const name = await readFile('/proc/sys/kernel/hostname', 'utf8');
  return `${name.trim()}/${boot.trim()}`;
}

/** Whether the process is provably gone; undefined when that cannot be told from here. */
export async function isGone(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.hostId !== (await hostId())) return undefined;
  return (await startOf(identity.pid)) !== identity.pidStart;
}

const STATE_FIELD = 0;
const START_FIELD = 19;

/** When the process with this number started, or undefined when there is none or only its corpse (proc(5), stat). */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The second field, the program's name, may hold anything, also spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[STATE_FIELD] === 'Z' || fields[STATE_FIELD] === 'X' ? undefined : fields[START_FIELD];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
