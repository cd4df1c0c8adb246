import { readdir, rename, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Warnings } from '@holdfast/db/domain/job';
import type { Landing } from '../../landing/landing.ts';
import { holdStaging } from '../../landing/staging.ts';
import { RESTORE_TASK } from '../../restore/tasks.ts';
import { restore as runRestore, type RestoreResult } from '../../vault/restore.ts';
import type { Restored, RestoreRun, StoredPoint } from '../driver.ts';
import { land, type Grounds, type Staged } from '../landed/land.ts';
import { landingFilesIn } from '../landed/landing-files.ts';
import { findChosen, type Chosen } from './chosen.ts';
import { partMissing } from './errors.ts';

export interface FilesRestore {
  readonly point: StoredPoint;
  readonly plan: RestorePlan;
  readonly run: RestoreRun;
}

/** Restores an item, or chosen paths of it, beside its target, and swaps it in by journalled renames. */
export async function restoreFiles(grounds: Grounds, restore: FilesRestore): Promise<Restored> {
  const { plan, run, point } = restore;
  const part = point.parts[0];
  if (!part) throw partMissing(plan.recoveryPointId);
  await run.startTask(RESTORE_TASK.prepare);
  const { snapshotId } = part;
  const { selection } = plan;
  const paths = selection.kind === 'PATHS' ? selection.paths : null;
  const chosen = paths && (await findChosen(point, { snapshotId, paths, run }));
  return land({
    grounds,
    plan,
    run,
    target: plan.place,
    paths,
    sizeBytes: chosen ? chosen.sizeBytes : part.sizeBytes,
    stage: (landing) => stageFiles({ ...restore, landing, snapshotId, chosen }),
  });
}

type Staging = FilesRestore & {
  readonly landing: Landing;
  readonly snapshotId: string;
  /** Null for the whole item. */
  readonly chosen: Chosen | null;
};

async function stageFiles(staging: Staging): Promise<Staged> {
  const result = await runEngine(staging);
  return {
    // The engine counts the folders it made as well, and those around what was chosen.
    files: staging.chosen?.files ?? staging.point.files ?? result.summary.filesRestored,
    bytes: result.summary.bytesRestored,
    warnings: ownershipWarnings(result),
  };
}

/** Inside staging, for the engine alone: no target can have this name. */
const ENGINE_FOLDER = '.holdfast-restore-engine';

/**
 * The engine restores the item under the name it was backed up by; it is then given the name it lands by. The engine
 * follows links: it is given staging by a path that nobody can turn aside meanwhile.
 */
async function runEngine({ run, landing, point, plan, snapshotId, chosen }: Staging): Promise<RestoreResult> {
  const engineFiles = landingFilesIn(run.directory);
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
