import { readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Warnings } from '@holdfast/db/domain/job';
import type { Run } from '../../attempt/run.ts';
import { writeDurably } from '../../process/durable-file.ts';
import { faultPoint } from '../../fault-point.ts';
import type { Landing } from '../../landing/landing.ts';
import { planMoves } from '../../landing/moves.ts';
import { prepareLanding } from '../../landing/prepare.ts';
import { makeStaging } from '../../landing/staging.ts';
import { swapIn } from '../../landing/swap.ts';
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
  const restored = await settleFilesRestore({ directory: run.directory });
  if (restored) return restored;
  if (failure instanceof Error) throw failure;
  throw new Error('a swap ended without an end', { cause: failure });
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

/** The engine restores the item under the name it was backed up by; it is then given the name it lands by. */
async function runEngine({ run, landing, point, plan, snapshotId, chosen }: Landed): Promise<RestoreResult> {
  const engineFiles = restoreFilesIn(run.directory);
  const result = await runRestore(point.repository, {
    snapshotId,
    target: landing.staging,
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
  const [name] = await readdir(landing.staging);
  if (name === undefined) throw partMissing(plan.recoveryPointId);
  if (name !== basename(landing.stagedRoot)) await rename(join(landing.staging, name), landing.stagedRoot);
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
