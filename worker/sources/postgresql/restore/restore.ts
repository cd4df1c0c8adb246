import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Restored } from '../../driver.ts';
import { settleEarlierLanding } from '../../landed/settle.ts';
import type { Server } from '../server.ts';
import { restoreAsFiles } from './as-files.ts';
import { restoreDatabases } from './databases.ts';
import { settleDatabases } from './settle-databases.ts';
import { settleTables } from './settle-tables.ts';
import { restoreTables } from './tables.ts';
import type { RestoreWork } from './work.ts';

/** The ways to restore databases, by what the plan asks for. */
type Way = 'AS_FILES' | 'TABLES' | 'DATABASES';

function wayOf({ selection, target }: RestorePlan): Way {
  if (target.kind === 'PATH') return 'AS_FILES';
  return selection.kind === 'TABLES' ? 'TABLES' : 'DATABASES';
}

/** Restores a point of databases by its plan. */
export function restorePostgresql(work: RestoreWork): Promise<Restored> {
  switch (wayOf(work.plan)) {
    case 'AS_FILES':
      return restoreAsFiles(work);
    case 'TABLES':
      return restoreTables(work);
    case 'DATABASES':
      return restoreDatabases(work);
  }
}

/** Ends what an earlier attempt at the same plan left on the server or the disk. */
export function settlePostgresql(server: Server, plan: RestorePlan, directory: string): Promise<Restored | undefined> {
  switch (wayOf(plan)) {
    case 'AS_FILES':
      return settleEarlierLanding({ directory });
    case 'TABLES':
      return settleTables(server, directory);
    case 'DATABASES':
      return settleDatabases(server, directory);
  }
}
