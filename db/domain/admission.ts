import type { JobOperation } from './job.ts';

/** What keeps a queued job from being begun. `limit`: how many may run at once; `until`: an instant, ISO 8601. */
export type Wait =
  | { readonly reason: 'SITE' | 'VAULT' | 'HOST' | 'DRILLS'; readonly name: string; readonly limit: number }
  | { readonly reason: 'PAUSE'; readonly name: string; readonly until: string }
  /** The vault is cleaned up or repaired; nothing is read or written there meanwhile. */
  | { readonly reason: 'MAINTENANCE'; readonly name: string };

/** A place whose load is bounded, and how many jobs that move data it has now. */
export interface Load {
  /** `DRILLS`: the drills of a site, which are bounded among themselves. */
  readonly reason: 'SITE' | 'VAULT' | 'HOST' | 'DRILLS';
  readonly name: string;
  readonly running: number;
  /** Null: unbounded. */
  readonly limit: number | null;
}

/** Jobs that read or write data of sources and vaults; the others cost a site nothing worth counting. */
export const MOVING_OPERATIONS = [
  'BACKUP',
  'RESTORE',
  'CROSS_REGION_RESTORE',
  'VERIFY',
  'DRILL',
  'REPLICATE',
] as const satisfies readonly JobOperation[];

/** Whoever restores is in trouble already: a restore counts for the others, and waits for none of them. */
const NEVER_WAIT: ReadonlySet<JobOperation> = new Set(['RESTORE', 'CROSS_REGION_RESTORE']);

/** The operations that need a free place among those that move data. */
export const NEEDING_PLACE = MOVING_OPERATIONS.filter((operation) => !NEVER_WAIT.has(operation));
const NEEDING: ReadonlySet<JobOperation> = new Set(NEEDING_PLACE);

/** Whether a pause of its site keeps a job of this operation from being begun. */
export function waitsForPause(operation: JobOperation): boolean {
  return !NEVER_WAIT.has(operation);
}

/** Jobs that read or write an item's data in its repository, or remove some of it. */
export const MEETING_MAINTENANCE = [
  'BACKUP',
  'RESTORE',
  'CROSS_REGION_RESTORE',
  'DRILL',
] as const satisfies readonly JobOperation[];
const MEETING: ReadonlySet<JobOperation> = new Set(MEETING_MAINTENANCE);

/** Whether it waits while its repository is being cleaned up: restores too, but they cut that short. */
export function waitsForMaintenance(operation: JobOperation): boolean {
  return MEETING.has(operation);
}

/** Whether it needs a free place among those that move data. */
export function needsPlace(operation: JobOperation): boolean {
  return NEEDING.has(operation);
}

/**
 * Whether a queued job may begin now; where it may not, what it waits for: the pause first, then the maintenance of its vault, then the
 * first load that is full. A total function of its input.
 */
export function admit(job: {
  readonly operation: JobOperation;
  readonly site: string;
  readonly pausedUntil: Date | null;
  /** The vault whose repository is blocked that the job would use. */
  readonly maintenanceOf?: string | null;
  readonly loads: readonly Load[];
}): Wait | null {
  const { operation, site, pausedUntil, maintenanceOf = null, loads } = job;
  if (pausedUntil && waitsForPause(operation)) {
    return { reason: 'PAUSE', name: site, until: pausedUntil.toISOString() };
  }
  if (maintenanceOf !== null && waitsForMaintenance(operation)) return { reason: 'MAINTENANCE', name: maintenanceOf };
  if (!needsPlace(operation)) return null;
  for (const { reason, name, running, limit } of loads) {
    if (limit !== null && running >= limit) return { reason, name, limit };
  }
  return null;
}

const PLACE = { SITE: 'site', VAULT: 'vault', HOST: 'host' } as const;

/** A wait as a line of the job's log. */
export function describeWait(wait: Wait): string {
  if (wait.reason === 'PAUSE') return `Waits: the site ${wait.name} is paused until ${wait.until}.`;
  if (wait.reason === 'MAINTENANCE')
    return `Waits: the vault ${wait.name} is cleaned up or repaired; for minutes at most.`;
  const { reason, name, limit } = wait;
  if (reason === 'DRILLS') return `Waits: the site ${name} already runs as many drills as it may: ${limit}.`;
  return `Waits: the ${PLACE[reason]} ${name} already has as many running jobs as it may: ${limit}.`;
}
