import { sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { MEETING_MAINTENANCE } from '../domain/admission.ts';
import { OPEN_STATUSES } from '../domain/job.ts';

/** Whether the repository of this id is blocked: while the attempt that blocks it is open and its worker is heard of. */
export function isBlocked(repositoryId: SQL): SQL {
  return sql`exists (
    select from repository_leases lease join job_attempts holder on holder.job_id = lease.job_id and holder.number = lease.attempt
    where lease.repository_id = ${repositoryId} and lease.blocks and holder.ended_at is null and holder.lease_until > now())`;
}

/** A condition on a job `j`: its operation waits for the maintenance of its repository. */
export const MEETS_MAINTENANCE = sql`j.operation in (${sql.join(
  MEETING_MAINTENANCE.map((operation) => sql`${operation}`),
  sql`, `,
)})`;

/**
 * Whether a repository is blocked at this moment. Its row is locked so that nobody blocks it before the caller's transaction ends; any
 * number of those that only ask may do so at once.
 */
export async function isBlockedNow(tx: Transaction, repositoryId: string): Promise<boolean> {
  await tx.execute(sql`select from repositories where id = ${repositoryId} for share`);
  const [found] = await tx.execute<{ blocked: boolean }>(sql`select ${isBlocked(sql`${repositoryId}`)} as blocked`);
  return found?.blocked ?? false;
}

const OPEN = sql.raw(OPEN_STATUSES.map((status) => `'${status}'`).join(','));

/** Who uses a repository, and who would. */
export interface RepositoryUse {
  /** Backups, drills and restores at work there, but for those whose worker has not been heard of for a whole lease. */
  readonly running: number;
  /** Those that a block keeps from beginning, or that were just let go by its end. */
  readonly waiting: number;
  readonly restoreWaits: boolean;
}

export async function findRepositoryUse(db: Database, repositoryId: string): Promise<RepositoryUse> {
  const [use] = await db.execute<{ running: number; waiting: number; restores: number }>(sql`
    with used as (
      select j.operation,
        exists (select from job_attempts a where a.job_id = j.id and a.ended_at is null and a.lease_until > now()) as runs,
        j.status = 'QUEUED' and (j.waits_for ->> 'reason' = 'MAINTENANCE' or j.released_at > now() - interval '60 seconds') as waits
      from jobs j join protected_items i on i.id = j.item_id
      where i.repository_id = ${repositoryId} and j.status in (${OPEN}) and ${MEETS_MAINTENANCE}
    )
    select count(*) filter (where runs)::int as running, count(*) filter (where waits)::int as waiting,
      count(*) filter (where waits and operation in ('RESTORE', 'CROSS_REGION_RESTORE'))::int as restores
    from used`);
  if (!use) throw new Error('the store counted nothing');
  return { running: use.running, waiting: use.waiting, restoreWaits: use.restores > 0 };
}
