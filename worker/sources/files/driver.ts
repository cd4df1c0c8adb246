import type { FilesConfig } from '@holdfast/db/sources/files';
import type { WorkerSettings } from '../../worker.ts';
import type { Driver } from '../driver.ts';
import { readSource } from './read-source.ts';
import { restoreFiles } from './restore.ts';
import { settleFilesRestore } from './settle-restore.ts';
import { describeTransfer } from './transfer.ts';

/**
 * Files and folders, read while in use: there is no snapshot, and the consistency says so. Permissions, owners, links,
 * extended attributes and holes come back as the engine kept them.
 */
export function filesDriver(settings: WorkerSettings): Driver<FilesConfig> {
  return {
    kind: 'FILES',
    async probe(config) {
      await readSource(config, settings);
      return { consistency: 'NONE' };
    },
    async takeSnapshot(_config, run) {
      return { takenAt: run.now(), consistency: 'NONE', type: 'FULL' };
    },
    async openTransfer(config, _snapshot, run) {
      return describeTransfer(config, await readSource(config, settings), run);
    },
    async release() {},
    restore: (point, plan, run) => restoreFiles(settings, { point, plan, run }),
    async settleRestore(_plan, earlier) {
      const { restored, leftover } = await settleFilesRestore(earlier);
      if (!restored && leftover) throw leftover;
      return restored;
    },
  };
}
