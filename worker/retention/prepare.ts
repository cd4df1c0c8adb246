import { countRetainedItems } from '@holdfast/db/queries/retained-items';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import type { Worker } from '../worker.ts';
import { performRetention } from './perform.ts';

/**
 * Everything an attempt at applying retention needs. What an earlier attempt did stands in the store, step by step: there is nothing
 * to take back, and each step begins where the store says.
 */
export async function prepareRetention(worker: Worker, run: Run): Promise<AttemptWork> {
  const items = await persist(run.signal, () => countRetainedItems(worker.services.db, run.hold.jobId));
  return {
    settle: async () => false,
    perform: () => performRetention({ worker, run, items }),
  };
}
