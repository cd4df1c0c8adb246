import { z } from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { exclusionKey } from '../../domain/job.ts';
import { askedIn, slackPlaceSchema } from '../../domain/outbox.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { createJob } from './create-job.ts';
import { findBackupableItem } from './find-backupable-item.ts';

const schema = z.strictObject({ itemId: idSchema('protectedItem'), announce: slackPlaceSchema.optional() });
const mutation = { name: 'backupNow', action: 'backup.request', schema } as const;

/**
 * Queues a backup of an item now.
 * @throws NotFoundError; ConflictError PROTECTION_STOPPED, or JOB_RUNNING with the id of the backup that is already open
 */
export async function requestBackup(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, announce }) => {
    const item = await findBackupableItem(tx, itemId);
    const jobId = await createJob(ctx, tx, {
      operation: 'BACKUP',
      itemId,
      siteId: item.siteId,
      exclusionKey: exclusionKey({ backupOf: itemId }),
      askedIn: askedIn(ctx.actor, announce),
    });
    await audit(ctx, tx, { action: 'job.backup-requested', subjectId: jobId, details: { itemId } });
    return { jobId };
  });
}
