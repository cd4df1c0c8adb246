import type { WorkerSettings } from '../../../worker.ts';
import type { Probe } from '../../driver.ts';
import type { Server } from '../server.ts';
import { surveyServer } from './survey.ts';
import { findTool } from '../tools.ts';

/**
 * Looks whether a server can be reached, has what is to be backed up, and is of a version that can be backed up with the
 * programs that are here. Changes nothing.
 * @throws HoldfastError as `surveyServer`; TOOL_MISSING
 */
export async function probeServer(
  server: Server,
  settings: Pick<WorkerSettings, 'postgresqlFolders'>,
  signal: AbortSignal,
): Promise<Probe & { readonly major: number }> {
  const { major } = await surveyServer(server, signal);
  for (const tool of ['pg_dump', 'pg_dumpall'] as const) await findTool(settings.postgresqlFolders, tool, major);
  return { consistency: 'APPLICATION', major };
}
