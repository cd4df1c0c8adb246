import { findAttempt } from '@holdfast/db/queries/runs';
import { finishDrill, type DrillResult } from '@holdfast/db/services/drill/finish';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import type { Worker } from '../worker.ts';

/** While the store does not answer it asks again; an answer that was lost is read, never assumed (law 2). */
export async function endDrill(worker: Worker, run: Run, found: DrillResult): Promise<void> {
  try {
    await persist(run.signal, () => finishDrill(worker.services, run.hold, found));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome !== 'COMPLETED' && attempt?.outcome !== 'FAILED') throw error;
  }
}
