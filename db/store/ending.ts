import { isGone, serverProcesses, type ProcessRef } from './process-table.ts';
import { sendSignal } from './send-signal.ts';
import { StoreError } from './store-error.ts';
import { until } from './until.ts';

/** How long each way of ending is given before the next, harsher one. PostgreSQL: SIGINT is a fast shutdown, SIGQUIT an immediate one. */
const ESCALATION = [
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/** What is left of a dead server notices that by itself, unless it is in the middle of a long statement. */
const ORPHANS_PATIENCE_MS = 5_000;

/**
 * Ends a server and resolves when it and all its children have gone: sessions are cut, committed work is on disk.
 * Raises STORE_STOP_FAILED when even SIGKILL does not help.
 */
export async function endServer(server: ProcessRef, data: string): Promise<void> {
  const gone = () => isGone(server);
  for (const { signal, patienceMs } of ESCALATION) {
    if (!gone()) sendSignal(server.pid, signal);
    if (await until(gone, { timeoutMs: patienceMs })) break;
  }
  await endOrphans(data);
}

/**
 * Resolves when no process of a dead server is left. Must come before a new start: a child that still writes would
 * damage what recovery repairs.
 */
export async function endOrphans(data: string): Promise<void> {
  const none = () => serverProcesses(data).length === 0;
  if (await until(none, { timeoutMs: ORPHANS_PATIENCE_MS })) return;
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of serverProcesses(data)) sendSignal(pid, signal);
    if (await until(none, { timeoutMs: ORPHANS_PATIENCE_MS })) return;
  }
  throw new StoreError({
    code: 'STORE_STOP_FAILED',
    message: `Processes of the store in ${data} do not end: ${serverProcesses(data).join(', ')}.`,
    cause: 'They were killed and are still there; usually they wait for a disk that does not answer.',
    remedy: 'Look at the disk under the data folder; the processes end when it answers or the machine restarts.',
    retryable: true,
    fault: 'SERVICE',
  });
}
