import { recordLook } from '@holdfast/db/services/verification/record-look';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { check } from '../vault/maintain.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';

/** What the looks of a run came to. */
export interface Looked {
  readonly isWell: boolean;
  /** Packs whose content is wrong, by full id. */
  readonly brokenPacks: readonly string[];
  /** How many shares were in turn and could not be read, since the index could not. */
  readonly unread: number;
  /** What the engine said of them. */
  readonly findings: readonly string[];
}

/**
 * Checks the structure of a repository and reads the shares that are in turn. Each look is recorded when it has ended; a share counts as
 * read only where the index let the engine find it. No lock is taken, since a look may last for hours and would keep backups out: the
 * lease keeps away what removes.
 */
export async function look({ worker, run }: VerifyJob, { plan, repository }: VerifiedRepository): Promise<Looked> {
  const reads = plan.toRead.map((share) => ({ share, of: plan.shares }));
  const looks = reads.length > 0 || plan.wasLookedAt ? reads : [null];
  const brokenPacks: string[] = [];
  const said: string[] = [];
  let isWell = !plan.wasUnwell;
  let unread = 0;
  for (const [turn, read] of looks.entries()) {
    await run.startTask(
      read ? `Check the structure and read share ${read.share} of ${read.of}` : 'Check the structure',
    );
    const beganAt = performance.now();
    const subset = read && { readDataSubset: `${read.share}/${read.of}` };
    const { signal, marker } = run;
    const found = await explained(() => check(repository, { noLock: true, ...subset, signal, marker }));
    faultPoint('verify.look-ended');
    const { errorCount, findings } = found;
    const seconds = (performance.now() - beganAt) / 1000;
    await persist(signal, () =>
      recordLook(worker.services, run.hold, {
        ...{ repositoryId: plan.repository.id, read: found.sawData ? read : null, seconds, errorCount, findings },
        brokenPacks: found.brokenPacks,
      }),
    );
    faultPoint('verify.look-recorded');
    isWell &&= found.healthy;
    brokenPacks.push(...found.brokenPacks);
    said.push(...findings);
    if (found.sawData) continue;
    unread = reads.length - turn;
    break;
  }
  return { isWell, brokenPacks, unread, findings: said };
}
