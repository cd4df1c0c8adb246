import type { FilesConfig } from '@holdfast/db/sources/files';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import { removeKept } from '../../landing/kept.ts';
import { explained } from '../../repository/errors.ts';
import type { WorkerSettings } from '../../worker.ts';
import type { Driver } from '../driver.ts';
import { groundsOf } from '../landed/land.ts';
import { settleEarlierLanding } from '../landed/settle.ts';
import { inspectPath } from './inspect-path.ts';
import { readSource } from './read-source.ts';
import { openFilesScratch } from './drill/open-scratch.ts';
import { restoreFiles } from './restore.ts';
import { describeTransfer } from './transfer.ts';

/**
 * Files and folders, read while in use: there is no snapshot, and the consistency says so. Permissions, owners, links,
 * extended attributes and holes come back as the engine kept them.
 */
export function filesDriver(settings: WorkerSettings, config: FilesConfig): Driver {
  return {
    kind: 'FILES',
    async probe() {
      await readSource(config, settings);
      return { consistency: 'NONE' };
    },
    async takeSnapshot(run) {
      return { takenAt: run.now(), consistency: 'NONE', type: 'FULL' };
    },
    async openTransfer(_snapshot, run) {
      const parts = await describeTransfer(config, await readSource(config, settings), run);
      return { parts, warnings: NO_WARNINGS, contents: null };
    },
    async release() {},
    restore: (point, plan, run) => explained(() => restoreFiles(groundsOf(settings), { point, plan, run })),
    openScratch: (point, request, run) => openFilesScratch(point, request, run),
    settleRestore: (_plan, earlier) => settleEarlierLanding(earlier),
    inspectTarget: ({ place }) => inspectPath(place, settings),
    removeReplaced: (keptAt) => removeKept(keptAt, settings.roots),
  };
}
