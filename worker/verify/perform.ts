import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { findAttempt } from '@holdfast/db/queries/runs';
import { finishVerification } from '@holdfast/db/services/verification/finish';
import { joinWarnings, oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { compareWithCatalogue } from './compare.ts';
import { judgeDamage } from './judge-damage.ts';
import { look } from './look.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';
import { withLease } from './with-lease.ts';

/** Compares each repository with the catalogue, reads what is in turn of it, judges and repairs damage, and ends the job. */
export async function performVerification(verify: VerifyJob): Promise<void> {
  const { worker, run, repositories } = verify;
  const warnings: Warnings[] = [];
  for (const repository of repositories) {
    warnings.push(await withLease(verify, repository, () => verifyOne(verify, repository)));
  }
  faultPoint('verify.before-end');
  await end(verify, joinWarnings(warnings));
  worker.log.info(run.hold, 'vault checked');
}

async function verifyOne(verify: VerifyJob, repository: VerifiedRepository): Promise<Warnings> {
  const compared = await compareWithCatalogue(verify, repository);
  const looked = await look(verify, repository);
  const judged = await judgeDamage(verify, repository, looked);
  return joinWarnings([compared, judged, tellBehind(repository)]);
}

function tellBehind({ plan: { behind } }: VerifiedRepository): Warnings {
  if (behind === 0) return NO_WARNINGS;
  const message = `${behind === 1 ? 'One more share' : `${behind} more shares`} of the vault should have been read by now: checks were missed. The next ones catch up.`;
  return oneWarning({ code: 'READING_BEHIND', message });
}

/** While the store does not answer it asks again; an answer that was lost is read, never assumed (law 2). */
async function end({ worker, run }: VerifyJob, warnings: Warnings): Promise<void> {
  try {
    await persist(run.signal, () => finishVerification(worker.services, run.hold, warnings));
  } catch (error) {
    const patience = AbortSignal.timeout(worker.patienceMs);
    const attempt = await persist(patience, () => findAttempt(worker.services.db, run.hold));
    if (attempt?.outcome !== 'COMPLETED') throw error;
  }
}
