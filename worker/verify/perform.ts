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
  const { repositories } = verify;
  const warnings: Warnings[] = [];
  for (const repository of repositories) {
    warnings.push(await withLease(verify, repository, () => verifyOne(verify, repository)));
  }
  faultPoint('verify.before-end');
  await end(verify, joinWarnings(warnings));
}

async function verifyOne(verify: VerifyJob, repository: VerifiedRepository): Promise<Warnings> {
  const compared = await compareWithCatalogue(verify, repository);
  const first = await lookAndJudge(verify, repository);
  // By the index the engine finds the data: where it was damaged, what was in turn can be read only now that it is repaired.
  const again = first.unread > 0 ? await lookAndJudge(verify, repository) : { warnings: NO_WARNINGS, unread: 0 };
  return joinWarnings([compared, first.warnings, again.warnings, tellUnread(again.unread), tellBehind(repository)]);
}

async function lookAndJudge(
  verify: VerifyJob,
  repository: VerifiedRepository,
): Promise<{ warnings: Warnings; unread: number }> {
  const looked = await look(verify, repository);
  return { warnings: await judgeDamage(verify, repository, looked), unread: looked.unread };
}

function tellUnread(unread: number): Warnings {
  if (unread === 0) return NO_WARNINGS;
  const message = `The index of the vault is damaged and not repaired yet. ${unread === 1 ? 'The share' : `The ${unread} shares`} in turn could not be read for that: the next check does.`;
  return oneWarning({ code: 'SHARES_UNREAD', message });
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
