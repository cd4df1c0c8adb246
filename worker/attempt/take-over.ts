import { findAttemptOwner } from '@holdfast/db/queries/runs';
import { loseAttempt } from '@holdfast/db/services/job/lose-attempt';
import type { Hold } from '@holdfast/db/services/job/hold';
import { endMarked } from '../process/children.ts';
import { isGone } from '../process/identity.ts';
import type { Worker } from '../worker.ts';
import { logEnd } from './log-end.ts';
import { MARKER_VARIABLE, markerOf } from './marker.ts';

/**
 * Declares an attempt lost and hands its job out again, if and only if its worker is provably gone and so are all its
 * children (law 2). A living worker keeps its job however long it was silent. From another machine nothing can be proven:
 * other work may go on there once its lease has ended, since its worker has stopped itself by then; a restore waits for a
 * worker on the machine whose files it was changing.
 */
export async function takeOverIfGone(worker: Worker, hold: Hold): Promise<void> {
  const owner = await findAttemptOwner(worker.services.db, hold);
  if (!owner) return;
  const proof = await proveGone(worker, hold, owner);
  if (proof === undefined) return;
  if (await loseAttempt(worker.services, hold, proof)) await logEnd(worker, hold, { proof });
}

type Owner = NonNullable<Awaited<ReturnType<typeof findAttemptOwner>>>;

async function proveGone(worker: Worker, hold: Hold, owner: Owner): Promise<string | undefined> {
  if (owner.workerId === worker.id) {
    if (worker.running.hasJob(hold.jobId)) return undefined;
    await endMarked(MARKER_VARIABLE, markerOf(hold));
    return 'its run ended without a result';
  }
  const gone = await isGone(owner);
  if (gone === false) return undefined;
  if (gone === true) {
    await endMarked(MARKER_VARIABLE, markerOf(hold));
    return 'its process has ended';
  }
  return owner.operation !== 'RESTORE' && owner.leaseEnded ? 'its lease has ended' : undefined;
}
