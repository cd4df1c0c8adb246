import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Warnings } from '../../domain/job.ts';
import { countPoints } from '../../domain/recovery-point.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { endJob } from '../job/end-job.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { jobCancelling } from '../job/finish-backup.ts';
import { tellDamage, type DamagedPoints } from './tell-damage.ts';

/**
 * Ends a job that checked a vault with what all its attempts did, and resolves the alert of one that failed before. Points with which
 * something is wrong are told as warnings, whenever that was found.
 * @throws FencedError; ConflictError JOB_CANCELLING
 */
export async function finishVerification(services: Services, hold: Hold, warnings: Warnings): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    if (job.status === 'CANCELLING') throw jobCancelling(hold.jobId);
    if (job.vaultId === null) throw new Error(`${job.id} is about no vault`);
    const points = await tellDamage(services, tx, { vaultId: job.vaultId, jobId: job.id, changed: false });
    const all = withPoints(warnings, points);
    const result = {
      ...(await sumOf(tx, job.id)),
      stillDamaged: points.damaged + points.suspect,
      stillMissing: points.missing,
    };
    await endJob(
      tx,
      { job, hold },
      {
        status: all.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `${result.shares} of the vault's shares read; ${result.stillDamaged + result.stillMissing} points are not whole.`,
        warnings: all,
        result,
      },
    );
    await resolveAlerts(tx, { kind: 'VERIFY_FAILED', vaultId: job.vaultId });
  });
}

function withPoints(warnings: Warnings, { damaged, suspect, missing }: DamagedPoints): Warnings {
  const first = [
    ...(damaged > 0 ? [{ code: 'POINTS_DAMAGED', message: `${countPoints(damaged)} of the vault lost data.` }] : []),
    ...(suspect > 0
      ? [{ code: 'POINTS_SUSPECT', message: `${countPoints(suspect)} of the vault may have lost data.` }]
      : []),
    ...(missing > 0 ? [{ code: 'POINTS_MISSING', message: `The vault no longer has ${countPoints(missing)}.` }] : []),
  ];
  return { ...warnings, first: [...first, ...warnings.first], count: first.length + warnings.count };
}

/** From the job's log, which every step wrote in its own transaction: an attempt that was killed has told what it did. */
async function sumOf(tx: Transaction, jobId: string) {
  const figure = (name: string) => sql`coalesce(sum((data ->> ${name})::bigint), 0)::float8`;
  const [sums] = await tx.execute<{
    shares: number;
    damaged: number;
    healed: number;
    missing: number;
    adopted: number;
  }>(sql`
    select ${figure('shares')} as shares, ${figure('damaged')} as damaged, ${figure('healed')} as healed,
           ${figure('missing')} as missing, ${figure('adopted')} as adopted
    from job_events where job_id = ${jobId}
      and type in ('verify.read', 'verify.damage-found', 'verify.healed', 'reconcile.missing', 'reconcile.adopted')`);
  if (!sums) throw new Error(`the log of ${jobId} has no sum`);
  return { ...sums };
}
