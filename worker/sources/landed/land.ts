import { HoldfastError, toErrorInfo } from '@holdfast/db/domain/errors';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import { writeDurably } from '../../process/durable-file.ts';
import { faultPoint } from '../../fault-point.ts';
import type { Landing } from '../../landing/landing.ts';
import { planMoves } from '../../landing/moves.ts';
import { prepareLanding } from '../../landing/prepare.ts';
import { makeStaging } from '../../landing/staging.ts';
import { swapIn } from '../../landing/swap.ts';
import { explainEngine } from '../../repository/errors.ts';
import { RESTORE_TASK } from '../../restore/tasks.ts';
import type { WorkerSettings } from '../../worker.ts';
import type { Restored, RestoreRun } from '../driver.ts';
import { landingFilesIn } from './landing-files.ts';
import { settleLanding, type LandedRecord } from './settle.ts';

/** What was put into staging. */
export type Staged = Pick<LandedRecord, 'files' | 'bytes' | 'warnings'>;

/** Where something may land: in one of the roots, and in nothing of what is forbidden. */
export interface Grounds {
  readonly roots: readonly string[];
  readonly forbidden: readonly string[];
}

/** Where restores may land on a worker's disk. */
export function groundsOf({ roots, home, vaultRoots }: WorkerSettings): Grounds {
  return { roots, forbidden: [home, ...vaultRoots] };
}

export interface LandRequest {
  readonly grounds: Grounds;
  readonly plan: RestorePlan;
  readonly run: RestoreRun;
  readonly target: string;
  /** Paths inside what lands that were chosen, or null for all of it. */
  readonly paths: readonly string[] | null;
  readonly sizeBytes: number;
  /** Writes what lands to `landing.stagedRoot`. */
  readonly stage: (landing: Landing) => Promise<Staged>;
}

/** Has something written beside its target on the worker's disk, and swaps it in by journalled renames (law 11). */
export async function land(request: LandRequest): Promise<Restored> {
  const { grounds, plan, run } = request;
  const landing = await prepareLanding({
    target: request.target,
    paths: request.paths,
    conflict: plan.conflict,
    ...grounds,
    jobId: run.hold.jobId,
    attempt: run.hold.attempt,
    sizeBytes: request.sizeBytes,
    now: run.now(),
  });
  await writeDurably(landingFilesIn(run.directory).landing, JSON.stringify(landing));
  const failure = await failureOf(() => stageAndSwap(request, landing));
  // How it ended is for the journal to say, as it would be after a crash; nothing staged is left either way.
  const { restored, leftover } = await settleLanding({ directory: run.directory });
  if (restored) return restored;
  throw tellBoth(failure, leftover);
}

async function stageAndSwap({ run, stage }: LandRequest, landing: Landing): Promise<void> {
  await run.startTask(RESTORE_TASK.land);
  await makeStaging(landing);
  faultPoint('restore.staging-made');
  const staged = await stage(landing);
  faultPoint('restore.landed');
  await run.startTask(RESTORE_TASK.swap);
  const record = { restoredTo: landing.finalPath, ...staged } satisfies LandedRecord;
  const moves = await planMoves(landing);
  await swapIn({
    landing,
    moves,
    journalFile: landingFilesIn(run.directory).swap,
    record,
    async confirm() {
      await run.assertHeld();
      run.signal.throwIfAborted();
    },
  });
  faultPoint('restore.swapped');
}

async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Why the restore failed, and what of it could not be cleared away. */
function tellBoth(failure: unknown, leftover: HoldfastError | undefined): Error {
  if (!(failure instanceof Error)) return leftover ?? new Error('a swap ended without an end', { cause: failure });
  const explained = explainEngine(failure);
  if (!leftover || !(explained instanceof HoldfastError)) return failure;
  return new HoldfastError({ ...toErrorInfo(explained), message: `${explained.message} ${leftover.message}` });
}
