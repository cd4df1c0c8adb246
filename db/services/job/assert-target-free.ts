import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { jobs } from '../../schema/index.ts';

/**
 * Two restores whose targets lie in one another are never open together. The lock makes requests at the same time take
 * turns, so that the second one sees the first one's job.
 * @throws ConflictError JOB_RUNNING, naming the restore that is in the way
 */
export async function assertTargetFree(tx: Transaction, siteId: string, targetPath: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`restore-target:${siteId}`}, 0))`);
  const other = sql`(${jobs.plan}->>'targetPath')`;
  const inside = sql`starts_with(${other} || '/', ${`${targetPath}/`})`;
  const around = sql`starts_with(${`${targetPath}/`}, ${other} || '/')`;
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(eq(jobs.siteId, siteId), eq(jobs.operation, 'RESTORE'), inArray(jobs.status, OPEN_STATUSES), sql`(${inside} or ${around})`),
    )
    .limit(1);
  if (!open) return;
  throw new ConflictError({
    code: 'JOB_RUNNING',
    message: `${open.id} is already restoring there.`,
    cause: 'Its target is the same, inside this one, or around it.',
    remedy: 'Wait for it to end, cancel it, or restore to another place.',
    jobId: open.id,
    retryable: true,
  });
}
