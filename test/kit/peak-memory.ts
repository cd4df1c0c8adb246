import { readFileSync } from 'node:fs';

/** The most memory a living process has held at a time, in bytes: VmHWM of proc_pid_status(5). */
export function peakMemory(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error(`/proc does not tell the memory of ${pid}`);
  return Number(kibibytes) * 1024;
}
