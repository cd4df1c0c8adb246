import type { RestorePlan } from '@holdfast/db/domain/restore';
import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import { assertScratchSpace } from '../../../scratch/space.ts';
import type { WorkerSettings } from '../../../worker.ts';
import type { RestoreRun, ScratchRequest, ScratchTarget, StoredPoint } from '../../driver.ts';
import { readStoredSettings } from '../restore/point.ts';
import { restorePostgresql } from '../restore/restore.ts';
import { ROOM_PER_DUMPED_BYTE } from '../restore/space.ts';
import type { Server } from '../server.ts';
import { probeDatabases } from './probe.ts';
import { findServerPrograms } from './programs.ts';
import { startScratchServer, type ScratchServer } from './scratch-server.ts';
import { makeServerPlace } from './server-place.ts';

/** An empty server and its log of changes. */
const SERVER_BYTES = 320 * 2 ** 20;

/**
 * A server of the drill's own, empty and running.
 * @throws HoldfastError DRILL_NO_SPACE, DRILL_TOO_LARGE, DRILL_SERVER_MISSING, DRILL_SERVER_FAILED, TOOL_MISSING; as every reading of a vault
 */
export async function openPostgresqlScratch(
  settings: WorkerSettings,
  { point, request, run }: { point: StoredPoint; request: ScratchRequest; run: RestoreRun },
): Promise<ScratchTarget> {
  const dumps = point.parts.filter(({ kind }) => kind === 'DUMP');
  const dumped = dumps.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const place = await makeServerPlace(request.folder);
  const bytes = dumped * ROOM_PER_DUMPED_BYTE + SERVER_BYTES;
  await assertScratchSpace(place.folder, { bytes, maxBytes: request.maxBytes });
  const stored = await readStoredSettings(point, run);
  const programs = await findServerPrograms(settings.postgresqlFolders, stored.server.major, place);
  const scratch = await startScratchServer({ place, programs, signal: run.signal, marker: run.marker });
  const { server } = scratch;
  return {
    restore: () =>
      explained(scratch, () => restorePostgresql({ settings, server, point, plan: planTo(server, request), run })),
    probe: () =>
      explained(scratch, () => probeDatabases({ settings, server, point, stored, drill: request.drill, run })),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

/** A server of ours that dies says nothing of the point, nor of the server that the point was made of. */
async function explained<T>(scratch: ScratchServer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await scratch.explain(error);
  }
}

/** All that the point holds. Only the scratch server's own empty databases can be in the way. */
function planTo(server: Server, { pointId, itemId }: ScratchRequest): RestorePlan {
  return {
    recoveryPointId: pointId,
    itemId,
    selection: { kind: 'ALL' },
    target: { kind: 'DATABASE', database: null },
    place: postgresqlPlace(server.config),
    inPlace: false,
    conflict: 'REPLACE',
    keepReplacedDays: 0,
  };
}
