import { pipeline } from 'node:stream/promises';
import { withSession } from '../../connect.ts';
import { databaseArgument } from '../../database-argument.ts';
import { startProgram, type Ending } from '../../program.ts';
import { toolEnvironment } from '../../server.ts';
import { findTool } from '../../tools.ts';
import { serverMajor } from '../../version.ts';
import { restoreFailed } from '../errors.ts';
import { readRestoreProgram } from '../program.ts';
import type { RestoreWork } from '../work.ts';

export interface Pumping {
  readonly from: string;
  readonly to: string;
  /** Of `from`: texts of one that has none must not be taken for any. */
  readonly encoding: string;
  readonly schemas: readonly string[];
}

/**
 * Copies schemas out of one database into another, all or nothing: pg_dump into pg_restore, at once.
 * @throws HoldfastError RESTORE_FAILED with what the program said that failed first
 */
export async function pump(
  { server, run, settings }: RestoreWork,
  { from, to, encoding, schemas }: Pumping,
): Promise<void> {
  const { signal, marker } = run;
  const major = await withSession(server, { database: to, signal }, (sql) => serverMajor(sql, server));
  const folders = settings.postgresqlFolders;
  const [dumpPath, restorePath] = [
    await findTool(folders, 'pg_dump', major),
    await findTool(folders, 'pg_restore', major),
  ];
  const chosen = [`--encoding=${encoding}`, ...schemas.map((schema) => `--schema=${schema}`)];
  const dump = startProgram({
    path: dumpPath,
    argv: ['--format=custom', '--compress=0', '--no-password', ...chosen, databaseArgument(from)],
    environment: toolEnvironment(server),
    signal,
    marker,
  });
  const argv = ['--exit-on-error', '--single-transaction', '--no-password', databaseArgument(to)];
  const restore = readRestoreProgram({ path: restorePath, argv, server }, run);
  const [piped, dumped, restored] = await Promise.allSettled([
    pipeline(dump.stdout, restore.stdin),
    dump.ended,
    restore.output,
  ]);
  signal.throwIfAborted();
  const failure = failureOfPump({ piped, dumped, restored });
  if (failure) throw failure.reason;
}

/**
 * Why a dump did not get into the other database: of two programs that failed, the one whose failure was not the other's
 * doing. Undefined where it did.
 */
export function failureOfPump(ends: {
  piped: PromiseSettledResult<unknown>;
  dumped: PromiseSettledResult<Ending>;
  restored: PromiseSettledResult<unknown>;
}): { readonly reason: unknown } | undefined {
  const { piped, dumped, restored } = ends;
  const dumpFailed = dumped.status === 'fulfilled' && dumped.value.code !== 0;
  const wentWithout = restored.status === 'fulfilled' || isCutShort(restored.reason);
  if (dumpFailed && wentWithout) return { reason: restoreFailed('pg_dump', dumped.value) };
  for (const end of [restored, dumped, piped]) if (end.status === 'rejected') return { reason: end.reason };
  return undefined;
}

/** pg_restore's words for a dump that ends too early, in English as it is made to speak. */
function isCutShort(failure: unknown): boolean {
  return failure instanceof Error && /input file/.test(failure.message);
}
