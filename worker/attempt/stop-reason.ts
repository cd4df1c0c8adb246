/**
 * Why a run is told to stop.
 * - `CANCELLED`: someone asked; take back what was begun, then the job is CANCELLED.
 * - `FENCED`: the job is no longer ours; stop and change nothing.
 * - `LEASE_ENDING`: the store cannot be reached and someone else may soon take over; stop at once.
 * - `STOPPING`: the worker ends; take back what was begun, the job is tried again.
 */
export type StopReason = 'CANCELLED' | 'FENCED' | 'LEASE_ENDING' | 'STOPPING';

/** Aborts a run's signal; the reason travels as the signal's reason. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`the run was told to stop: ${reason}`);
    this.reason = reason;
  }
}

/** Why the signal was aborted, if it was by us. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  return signal.aborted && signal.reason instanceof StopError ? signal.reason.reason : undefined;
}
