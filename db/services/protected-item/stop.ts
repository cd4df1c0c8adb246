import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../client.ts';
import { ConflictError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { OPEN_STATUSES } from '../../domain/job.ts';
import { AFTER_STOP } from '../../domain/protected-item.ts';
import { assertMayDo } from '../../domain/rights.ts';
import { isStorable, NOT_STORABLE } from '../../domain/text.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { itemSchedules, jobs, protectedItems, recoveryPoints } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { deleteAllOf } from '../recovery-point/delete-points.ts';
import { lockObjectives } from '../objective/lock.ts';
import { aroundChange } from '../objective/settle.ts';
import { BACK } from '../retention/mark.ts';
import { lockItem } from './lock.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  data: z.enum([...AFTER_STOP, 'DELETE']).default('RETAIN_FOREVER'),
  reason: z.string().trim().min(1).max(500).refine(isStorable, NOT_STORABLE),
});
const mutation = { name: 'stopProtection', action: 'item.write', schema } as const;

/**
 * Stops the backups of an item; one that is running goes on to its end. What there is stays for ever, or as its policy says, or is
 * deleted softly, which needs a right of its own: held points stay even then. May be called again to choose otherwise.
 * @throws NotFoundError; NotAuthorizedError; ConflictError JOB_RUNNING where data is to be deleted while a backup is open
 */
export async function stopProtection(
  ctx: Context,
  request: MutationRequest,
): Promise<{ itemId: string; deleted: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, data, reason }) => {
    if (data === 'DELETE') assertMayDo(ctx.actor, 'data.delete');
    await lockObjectives(tx, [itemId]);
    await lockItem(tx, itemId);
    const afterStop = data === 'DELETE' ? 'RETAIN_FOREVER' : data;
    await aroundChange(ctx, tx, {
      itemIds: [itemId],
      change: () =>
        tx
          .update(protectedItems)
          .set({ state: 'STOPPED', afterStop, nextDrillAt: null })
          .where(eq(protectedItems.id, itemId)),
    });
    await resolveAlerts(tx, { kind: 'NOT_PROVEN', itemId });
    // What is due already is recorded as stopped by whoever claims it.
    await tx
      .delete(itemSchedules)
      .where(and(eq(itemSchedules.itemId, itemId), gt(itemSchedules.nextRunAt, SCHEDULE_NOW)));
    if (data === 'RETAIN_FOREVER') await bringBackExpired(tx, itemId);
    const deleted = data === 'DELETE' ? await deleteData(ctx, tx, { itemId, reason }) : 0;
    await audit(ctx, tx, {
      action: 'item.protection-stopped',
      subjectId: itemId,
      details: { data, reason, deleted },
    });
    return { itemId, deleted: String(deleted) };
  });
}

/** What retention had deleted softly is among what is to stay for ever. */
async function bringBackExpired(tx: Transaction, itemId: string): Promise<void> {
  await tx
    .update(recoveryPoints)
    .set(BACK)
    .where(
      and(
        eq(recoveryPoints.itemId, itemId),
        eq(recoveryPoints.state, 'SOFT_DELETED'),
        sql`${recoveryPoints.deletion} ->> 'by' = 'RETENTION'`,
      ),
    );
}

async function deleteData(ctx: Context, tx: Transaction, of: { itemId: string; reason: string }): Promise<number> {
  const [open] = await tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.itemId, of.itemId), eq(jobs.operation, 'BACKUP'), inArray(jobs.status, OPEN_STATUSES)));
  if (open) throw backupRunning(open.id);
  return deleteAllOf(ctx, tx, of);
}

function backupRunning(jobId: string): ConflictError {
  return new ConflictError({
    code: 'JOB_RUNNING',
    message: `${jobId} is backing this item up.`,
    cause: 'What it stores would stay after everything else was deleted.',
    remedy: 'Wait for it to end, or cancel it.',
    jobId,
    retryable: true,
  });
}
