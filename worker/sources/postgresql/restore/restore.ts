import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Restored } from '../../driver.ts';
import { settleEarlierLanding } from '../../landed/settle.ts';
import type { Server } from '../server.ts';
import { restoreAsFiles } from './as-files.ts';
import { restoreDatabases } from './databases/databases.ts';
import { applicationOf } from './end-sessions.ts';
import { settleDatabases, type EndedAttempt } from './databases/settle-databases.ts';
import { settleTables } from './tables/settle-tables.ts';
import { restoreTables } from './tables/tables.ts';
import type { RestoreWork } from './work.ts';

/** The ways to restore databases, by what the plan asks for. */
type Way = 'AS_FILES' | 'TABLES' | 'DATABASES';

function wayOf({ selection, target }: RestorePlan): Way {
  if (target.kind === 'PATH') return 'AS_FILES';
  return selection.kind === 'TABLES' ? 'TABLES' : 'DATABASES';
}

/** Restores a point of databases by its plan. Its sessions bear the attempt's name, so that settling can end what is left of them. */
export function restorePostgresql(asked: Omit<RestoreWork, 'settling'>): Promise<Restored> {
  const server = { ...asked.server, application: applicationOf(asked.run.hold) };
  const work = { ...asked, server, settling: asked.server };
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
export function settlePostgresql(
  server: Server,
  plan: RestorePlan,
  ended: EndedAttempt,
): Promise<Restored | undefined> {
  switch (wayOf(plan)) {
    case 'AS_FILES':
      return settleEarlierLanding(ended);
    case 'TABLES':
      return settleTables(server, ended);
    case 'DATABASES':
      return settleDatabases(server, ended);
  }
}
