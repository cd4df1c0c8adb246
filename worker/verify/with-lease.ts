import { setTimeout as pause } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';
import type { LeasePurpose } from '@holdfast/db/domain/lease';
import { giveUpLease, takeLease } from '@holdfast/db/services/lease/take';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';

const LOOK_EVERY_MS = 2_000;
/** A clean-up works in slices of minutes. */
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Does something with a repository while nothing is removed from it, and lets go of it afterwards.
 * @throws HoldfastError REPOSITORY_HELD, retryable, where another job holds it for too long
 */
export async function withLease<T>(
  { worker, run }: VerifyJob,
  { plan }: VerifiedRepository,
  work: () => Promise<T>,
): Promise<T> {
  const { id: repositoryId } = plan.repository;
  const take = () =>
    persist(run.signal, () => takeLease(worker.services, run.hold, { repositoryId, purpose: 'VERIFY' }));
  const waitUntil = performance.now() + LONGEST_WAIT_MS;
  for (let holder = await take(); holder !== null; holder = await take()) {
    await run.startTask(`Wait until ${WORK[holder.purpose]} has ended`);
    if (performance.now() > waitUntil) throw held(holder);
    await pause(LOOK_EVERY_MS, undefined, { signal: run.signal });
  }
  faultPoint('verify.lease-taken');
  try {
    return await work();
  } finally {
    // Where the store cannot be told just now, the lease ends with the attempt.
    await giveUpLease(worker.services, run.hold, repositoryId).catch((error: unknown) =>
      worker.log.warn({ ...run.hold, error }, 'a lease was not given up'),
    );
  }
}

const WORK: Record<LeasePurpose, string> = {
  VERIFY: 'another check',
  REMOVAL: 'the removal of recovery points',
  PRUNE: 'the clean-up of the vault',
};

function held({ jobId, purpose }: { jobId: string; purpose: LeasePurpose }): HoldfastError {
  return new HoldfastError({
    code: 'REPOSITORY_HELD',
    message: `The vault was not checked: ${WORK[purpose]} (${jobId}) did not come to its end.`,
    cause: 'While something is removed from a vault what it holds cannot be checked.',
    remedy: 'Nothing to do: it is tried again. Look at the other job if that lasts.',
    retryable: true,
    fault: 'SERVICE',
  });
}
