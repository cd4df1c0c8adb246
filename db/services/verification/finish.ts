import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Warnings } from '../../domain/job.ts';
import { countPoints } from '../../domain/recovery-point.ts';
import { describeRead, type SharesRead } from '../../domain/verification.ts';
import { SHARES_NOW } from '../../queries/reading-all.ts';
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
    const read = await readBy(tx, { jobId: job.id, vaultId: job.vaultId, siteId: job.siteId });
    const result = {
      ...(await sumOf(tx, job.id)),
      ...read,
      stillDamaged: points.damaged + points.suspect,
      stillMissing: points.missing,
    };
    await endJob(
      tx,
      { job, hold },
      {
        status: all.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `${describeRead(read)}; ${countPoints(result.stillDamaged + result.stillMissing)} not whole.`,
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
    damaged: number;
    healed: number;
    missing: number;
    adopted: number;
  }>(sql`
    select ${figure('damaged')} as damaged, ${figure('healed')} as healed,
           ${figure('missing')} as missing, ${figure('adopted')} as adopted
    from job_events where job_id = ${jobId}
      and type in ('verify.damage-found', 'verify.healed', 'reconcile.missing', 'reconcile.adopted')`);
  if (!sums) throw new Error(`the log of ${jobId} has no sum`);
  return { ...sums };
}

/** How many shares of the data a job read, all its attempts together, and into how many it is cut: the repositories of its site together. */
async function readBy(
  tx: Transaction,
  { jobId, vaultId, siteId }: { jobId: string; vaultId: string; siteId: string },
): Promise<SharesRead> {
  const [read] = await tx.execute<{ shares: number; sharesOf: number }>(sql`
    with cut as (
      select repository.id, coalesce((
        select look.shares from repository_checks look
        where look.repository_id = repository.id and look.job_id = ${jobId} and look.shares is not null
        order by look.seq desc limit 1), ${SHARES_NOW}) as shares
      from repositories repository join vaults vault on vault.id = repository.vault_id
      where vault.id = ${vaultId} and repository.site_id = ${siteId} and repository.engine_id is not null)
    select coalesce(sum(cut.shares), 0)::float8 as "sharesOf", coalesce(sum((
      select count(*) from repository_checks look
      where look.repository_id = cut.id and look.job_id = ${jobId} and look.shares = cut.shares)), 0)::float8 as shares
    from cut`);
  if (!read) throw new Error(`what ${jobId} read has no sum`);
  return read;
}
