import { planVerification } from '@holdfast/db/services/verification/plan';
import type { AttemptWork } from '../attempt/attempt-job.ts';
import type { Run } from '../attempt/run.ts';
import { persist } from '../process/persist.ts';
import { openVaultRepository } from '../repository/open.ts';
import type { Worker } from '../worker.ts';
import { performVerification } from './perform.ts';

/**
 * Everything an attempt at checking a vault needs. What an earlier attempt did stands in the store, look by look: there is nothing to
 * take back, and each step begins where the store says.
 */
export async function prepareVerification(worker: Worker, run: Run): Promise<AttemptWork> {
  const { site, repositories: plans } = await persist(run.signal, () => planVerification(worker.services, run.hold));
  const repositories = plans.map((plan) => ({ plan, repository: openVaultRepository(worker, plan.repository, site) }));
  return {
    settle: async () => false,
    perform: () => performVerification({ worker, run, repositories }),
  };
}
