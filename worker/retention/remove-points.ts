import { HoldfastError } from '@holdfast/db/domain/errors';
import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { giveUpLease, takeLease, type LeaseHolder } from '@holdfast/db/services/lease/take';
import { beginRemoval, type RemovalCursor } from '@holdfast/db/services/retention/begin-removal';
import {
  findRemoval,
  finishRemoval,
  takeBackRemoval,
  type Removal,
} from '@holdfast/db/services/retention/finish-removal';
import { noteRemovable } from '@holdfast/db/services/retention/note-removable';
import { oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { openVaultRepository } from '../repository/open.ts';
import { forget } from '../vault/forget.ts';
import { storedIds } from '../vault/stored-ids.ts';
import type { RetentionJob } from './retention-job.ts';

/** So many points, where there are as many, go in one run of the engine, which looks at all snapshots each time. */
const POINTS_A_RUN = 500;

/**
 * Removes from the vault what was deleted long enough ago. Killed at any instruction it goes on where it was: the store says
 * which points are being removed, and the engine may be asked again for what is gone.
 */
export async function removePoints(retention: RetentionJob): Promise<Warnings> {
  const { worker, run } = retention;
  await persist(run.signal, () => noteRemovable(worker.services, run.hold));
  let cursor: RemovalCursor | null = null;
  const untouched = new Set<string>();
  for (;;) {
    cursor = await beginSome(retention, { after: cursor, untouched });
    faultPoint('retention.removal-begun');
    const removal = await persist(run.signal, () => findRemoval(worker.services, run.hold));
    if (removal.pointIds.length === 0) return NO_WARNINGS;
    const { inTheWay, gone } = await underLeases(retention, removal, untouched);
    if (inTheWay !== null) return oneWarning({ code: 'REMOVAL_WAITS', message: `${inTheWay} ${GOES_LATER}` });
    faultPoint('retention.forgotten');
    await persist(run.signal, () => finishRemoval(worker.services, run.hold, gone));
    for (const id of removal.pointIds) untouched.delete(id);
    run.signal.throwIfAborted();
  }
}

const IN_USE = 'Backups or restores use the vault, and the engine removes nothing meanwhile.';
const GOES_LATER = 'What is to be removed goes when retention is applied next, in an hour.';
const HELD: Record<LeaseHolder['purpose'], string> = {
  VERIFY: 'A verification reads the vault',
  REMOVAL: 'Another run of retention removes points from the vault',
  PRUNE: 'The vault reclaims space',
};

/** Adds the points of which the removal began to those that the engine has not touched. @returns where it ended */
async function beginSome(
  { worker, run }: RetentionJob,
  { after, untouched }: { after: RemovalCursor | null; untouched: Set<string> },
): Promise<RemovalCursor | null> {
  let cursor = after;
  for (let begun = 0; begun < POINTS_A_RUN;) {
    const from = cursor;
    const step = await persist(run.signal, () => beginRemoval(worker.services, run.hold, from));
    if (step.last === null) return cursor;
    cursor = step.last;
    begun += step.begun.length;
    for (const id of step.begun) untouched.add(id);
  }
  return cursor;
}

interface Outcome {
  /** Who or what keeps the engine from removing anything now. */
  readonly inTheWay: string | null;
  /** The points of which nothing is left in the vault. */
  readonly gone: readonly string[];
}

/** Holds every repository of the points while the engine is at work there, so that nobody verifies or cleans up meanwhile. */
async function underLeases(
  retention: RetentionJob,
  removal: Removal,
  untouched: ReadonlySet<string>,
): Promise<Outcome> {
  const { worker, run } = retention;
  for (const { repository } of removal.snapshots) {
    const lease = { repositoryId: repository.id, purpose: 'REMOVAL' } as const;
    const holder = await persist(run.signal, () => takeLease(worker.services, run.hold, lease));
    if (!holder) continue;
    await persist(run.signal, () => takeBackRemoval(worker.services, run.hold, [...untouched]));
    return { inTheWay: `${HELD[holder.purpose]} (${holder.jobId}).`, gone: [] };
  }
  // Where it throws, the leases end with the attempt.
  const outcome = await forgetAll(retention, removal, untouched);
  for (const { repository } of removal.snapshots) {
    await persist(run.signal, () => giveUpLease(worker.services, run.hold, repository.id));
  }
  return outcome;
}

/**
 * Removes all parts of the points from every repository that holds some. Where the engine could not even begin, the removal of what
 * this run began is taken back; what an earlier one began may be half gone, and stays out of reach. What the engine cannot remove, as a
 * snapshot whose own file is damaged, keeps no other point from being removed.
 * @throws HoldfastError where none of them is gone
 */
async function forgetAll(retention: RetentionJob, removal: Removal, untouched: ReadonlySet<string>): Promise<Outcome> {
  const { worker, run } = retention;
  const asked = { once: false, removed: 0 };
  try {
    for (const { repository: row, ids } of removal.snapshots) {
      const repository = openVaultRepository(worker, row);
      await freeDeadLocks(repository, run);
      asked.once = true;
      await explained(() => forget(repository, ids, { signal: run.signal, marker: run.marker }));
      asked.removed += ids.length;
    }
    return { inTheWay: null, gone: removal.pointIds };
  } catch (error) {
    if (hasDoneNothing(error, removal, asked)) {
      await persist(run.signal, () => takeBackRemoval(worker.services, run.hold, [...untouched]));
    }
    // A lock that was left needs a person: that is no use of the vault that passes.
    if (codeOf(error) === 'REPOSITORY_LOCKED' && error instanceof HoldfastError && error.retryable) {
      return { inTheWay: IN_USE, gone: [] };
    }
    const gone = asked.once ? await goneOf(retention, removal).catch(() => []) : [];
    if (gone.length === 0) throw error;
    worker.log.warn({ ...run.hold, error }, 'not all of what was to be removed could be');
    return { inTheWay: null, gone };
  }
}

/** Whether the engine removed nothing at all. Once it was asked to, what it cannot open may have gone in the middle of that. */
function hasDoneNothing(error: unknown, { snapshots }: Removal, asked: { once: boolean; removed: number }): boolean {
  const [only] = snapshots;
  if (asked.removed > 0 || (only?.ids.length ?? 0) > IDS_A_COMMAND) return false;
  return codeOf(error) === 'REPOSITORY_LOCKED' || (!asked.once && NOT_OPENED.has(codeOf(error)));
}

function codeOf(error: unknown): string {
  return error instanceof HoldfastError ? error.code : '';
}

/** Those of the points of which no snapshot is there any more. */
async function goneOf({ worker, run }: RetentionJob, { pointIds, snapshots }: Removal): Promise<readonly string[]> {
  const left = new Set<string | undefined>();
  for (const { repository: row, ids, pointOf } of snapshots) {
    const { signal, marker } = run;
    const stored = new Set(await storedIds(openVaultRepository(worker, row), 'snapshots', { signal, marker }));
    for (const id of ids) if (stored.has(id)) left.add(pointOf.get(id));
  }
  return pointIds.filter((id) => !left.has(id));
}

/** What the engine says where it cannot open a repository. */
const NOT_OPENED = new Set(['REPOSITORY_MISSING', 'REPOSITORY_PASSWORD_WRONG']);
const IDS_A_COMMAND = 1_000;
