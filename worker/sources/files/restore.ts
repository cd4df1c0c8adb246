import { readdir, rename, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HoldfastError, toErrorInfo } from '@holdfast/db/domain/errors';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Warnings } from '@holdfast/db/domain/job';
import type { Run } from '../../attempt/run.ts';
import { writeDurably } from '../../process/durable-file.ts';
import { faultPoint } from '../../fault-point.ts';
import type { Landing } from '../../landing/landing.ts';
import { planMoves } from '../../landing/moves.ts';
import { prepareLanding } from '../../landing/prepare.ts';
import { holdStaging, makeStaging } from '../../landing/staging.ts';
import { swapIn } from '../../landing/swap.ts';
import { explainEngine } from '../../repository/errors.ts';
import { restore as runRestore, type RestoreResult } from '../../vault/restore.ts';
import type { WorkerSettings } from '../../worker.ts';
import type { Restored, StoredPoint } from '../driver.ts';
import { findChosen, type Chosen } from './chosen.ts';
import { partMissing } from './errors.ts';
import { restoreFilesIn } from './restore-files.ts';
import { settleFilesRestore, type LandedRecord } from './settle-restore.ts';

export interface FilesRestore {
  readonly point: StoredPoint;
  readonly plan: RestorePlan;
  readonly run: Run & { assertHeld(): Promise<void> };
}

/** Restores an item, or chosen paths of it, beside its target, and swaps it in by journalled renames. */
export async function restoreFiles(settings: WorkerSettings, restore: FilesRestore): Promise<Restored> {
  const { plan, run, point } = restore;
  const part = point.parts[0];
  if (!part) throw partMissing(plan.recoveryPointId);
  await run.startTask('Prepare');
  const { snapshotId } = part;
  const chosen = plan.paths && (await findChosen(point, { snapshotId, paths: plan.paths, run }));
  const landing = await prepareLanding({
    target: plan.targetPath,
    paths: plan.paths,
    conflict: plan.conflict,
    roots: settings.roots,
    forbidden: [settings.home, ...settings.vaultRoots],
    jobId: run.hold.jobId,
    attempt: run.hold.attempt,
    sizeBytes: chosen ? chosen.sizeBytes : part.sizeBytes,
    now: run.now(),
  });
  const files = restoreFilesIn(run.directory);
  await writeDurably(files.landing, JSON.stringify(landing));
  const failure = await failureOf(() => landAndSwap({ ...restore, landing, snapshotId, chosen }));
  // How it ended is for the journal to say, as it would be after a crash; nothing staged is left either way.
  const { restored, leftover } = await settleFilesRestore({ directory: run.directory });
  if (restored) return restored;
  throw tellBoth(failure, leftover);
}

/** Why the restore failed, and what of it could not be cleared away. */
function tellBoth(failure: unknown, leftover: HoldfastError | undefined): Error {
  if (!(failure instanceof Error)) return leftover ?? new Error('a swap ended without an end', { cause: failure });
  const explained = explainEngine(failure);
  if (!leftover || !(explained instanceof HoldfastError)) return failure;
  return new HoldfastError({ ...toErrorInfo(explained), message: `${explained.message} ${leftover.message}` });
}

type Landed = FilesRestore & {
  readonly landing: Landing;
  readonly snapshotId: string;
  /** Null for the whole item. */
  readonly chosen: Chosen | null;
};

async function landAndSwap(landed: Landed): Promise<void> {
  const { run, landing } = landed;
  await run.startTask('Restore beside the target');
  await makeStaging(landing);
  faultPoint('restore.staging-made');
  const result = await runEngine(landed);
  faultPoint('restore.landed');
  await run.startTask('Swap in');
  const record = {
    restoredTo: landing.finalPath,
    files: result.summary.filesRestored,
    bytes: result.summary.bytesRestored,
    warnings: ownershipWarnings(result),
  } satisfies LandedRecord;
  const moves = await planMoves(landing);
  await swapIn({
    landing,
    moves,
    journalFile: restoreFilesIn(run.directory).swap,
    record,
    confirm: () => run.assertHeld(),
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

/** Inside staging, for the engine alone: no target can have this name. */
const ENGINE_FOLDER = '.holdfast-restore-engine';

/**
 * The engine restores the item under the name it was backed up by; it is then given the name it lands by. The engine
 * follows links: it is given staging by a path that nobody can turn aside meanwhile.
 */
async function runEngine({ run, landing, point, plan, snapshotId, chosen }: Landed): Promise<RestoreResult> {
  const engineFiles = restoreFilesIn(run.directory);
  await using staging = await holdStaging(landing);
  const engineFolder = join(staging.path, ENGINE_FOLDER);
  const result = await runRestore(point.repository, {
    snapshotId,
    target: engineFolder,
    verify: true,
    sparse: true,
    outputFile: engineFiles.output,
    errorFile: engineFiles.errors,
    signal: run.signal,
    marker: run.marker,
    ...(chosen && { includes: chosen.includes }),
    onStatus: (status) =>
      run.progress({
        percent: status.percentDone,
        bytesDone: status.bytesDone,
        bytesTotal: status.totalBytes,
        filesDone: status.filesDone,
        filesTotal: status.totalFiles,
        secondsRemaining: status.secondsRemaining ?? undefined,
      }),
  });
  const [name] = await readdir(engineFolder);
  if (name === undefined) throw partMissing(plan.recoveryPointId);
  await rename(join(engineFolder, name), join(staging.path, basename(landing.stagedRoot)));
  await rmdir(engineFolder);
  return result;
}

function ownershipWarnings(result: RestoreResult): Warnings {
  const first = result.ownershipWarnings.map((warning) => ({
    code: 'OWNER_NOT_RESTORED',
    message: warning.message,
    subject: warning.item,
  }));
  return { first, count: result.ownershipWarningCount };
}
