import type { WorkerSettings } from '../../worker.ts';
import type { Driver, Snapshot } from '../driver.ts';
import { openDatabases, type OpenDatabases } from './backup/open-databases.ts';
import { probeServer } from './backup/probe.ts';
import { describeTransfer } from './backup/transfer.ts';
import { openPostgresqlScratch } from './drill/open-scratch.ts';
import { inspectTarget } from './restore/inspect.ts';
import { removeReplaced } from './restore/kept.ts';
import { restorePostgresql, settlePostgresql } from './restore/restore.ts';
import type { Server } from './server.ts';

/**
 * Databases of a PostgreSQL server, dumped by the server's own version's programs: every one as of one moment, held by an
 * exported snapshot; with the roles and settings that dumps do not hold. A dump is transactionally consistent.
 */
export function postgresqlDriver(settings: WorkerSettings, server: Server): Driver {
  const held = new WeakMap<Snapshot, OpenDatabases>();
  return {
    kind: 'POSTGRESQL',
    probe: (signal) => probeServer(server, settings, signal),
    async takeSnapshot(run) {
      const open = await openDatabases(server, run);
      const snapshot: Snapshot = { takenAt: open.takenAt, consistency: 'APPLICATION', type: 'FULL' };
      held.set(snapshot, open);
      return snapshot;
    },
    async openTransfer(snapshot, run) {
      const open = held.get(snapshot);
      if (!open) throw new Error('the snapshot was released');
      return describeTransfer({ server, settings, open, run });
    },
    async release(snapshot) {
      const open = held.get(snapshot);
      held.delete(snapshot);
      await open?.close();
    },
    restore: (point, plan, run) => restorePostgresql({ settings, server, point, plan, run }),
    openScratch: (point, request, run) => openPostgresqlScratch(settings, { point, request, run }),
    settleRestore: (plan, earlier) => settlePostgresql(server, plan, earlier),
    inspectTarget: (course, signal) => inspectTarget({ server, settings }, course, signal),
    removeReplaced: (keptAt) => removeReplaced(server, keptAt),
  };
}
