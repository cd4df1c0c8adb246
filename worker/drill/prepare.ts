import { findJobForRun, findPointForRestore } from '@holdfast/db/queries/runs';
import { readyDrill } from '@holdfast/db/services/drill/ready';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import { openVaultRepository } from '../repository/open.ts';
import { pointGone } from '../restore/errors.ts';
import { openDriver } from '../sources/registry.ts';
import type { Worker } from '../worker.ts';
import { performDrill } from './perform.ts';
import { settleDrill } from './settle.ts';

/** Everything an attempt at a drill needs, read afresh. A drill changes nothing but its scratch: what an earlier attempt left is removed. */
export async function prepareDrill(worker: Worker, run: Run): Promise<AttemptWork> {
  return { settle: () => settleDrill(worker, run), perform: () => begin(worker, run) };
}

async function begin(worker: Worker, run: Run): Promise<void> {
  const found = await persist(run.signal, () => findJobForRun(worker.services.db, run.hold.jobId));
  if (!found) throw new Error(`${run.hold.jobId} has no item`);
  const drill = await persist(run.signal, () => readyDrill(worker.services, run.hold));
  const { recoveryPointId: pointId } = drill;
  const point = await persist(run.signal, () => findPointForRestore(worker.services.db, pointId));
  if (point?.point.state !== 'AVAILABLE') throw pointGone(pointId);
  await performDrill({
    worker,
    run,
    itemId: found.item.id,
    pointId,
    drill,
    point: {
      repository: openVaultRepository(worker, found.repository, found.site),
      parts: point.parts,
      files: point.point.files,
    },
    driver: openDriver(worker, found.item),
    maxBytes: found.site.drillMaxBytes,
  });
}
