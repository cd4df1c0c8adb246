import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Restored } from '../../driver.ts';
import { settleEarlierLanding } from '../../landed/settle.ts';
import { MAINTENANCE_DATABASE, withSession } from '../connect.ts';
import type { Server } from '../server.ts';
import { serverMajor } from '../version.ts';
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
export async function restorePostgresql(asked: Omit<RestoreWork, 'settling'>): Promise<Restored> {
  const work = { ...asked, settling: asked.server };
  const way = wayOf(work.plan);
  // Also when the server is gone for good.
  if (way === 'AS_FILES') return restoreAsFiles(work);
  return restoreIntoServer({ ...work, server: await ourSessions(asked) }, way);
}

async function ourSessions({ server, run }: Pick<RestoreWork, 'server' | 'run'>): Promise<Server> {
  const session = { database: MAINTENANCE_DATABASE, signal: run.signal };
  const major = await withSession(server, session, (sql) => serverMajor(sql, server));
  return { ...server, major, application: applicationOf(run.hold) };
}

function restoreIntoServer(work: RestoreWork, way: 'TABLES' | 'DATABASES'): Promise<Restored> {
  switch (way) {
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
