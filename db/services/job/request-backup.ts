import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { exclusionKey } from '../../domain/job.ts';
import { protectedItems } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { createJob } from './create-job.ts';

const schema = z.strictObject({ itemId: idSchema('protectedItem') });
const mutation = { name: 'backupNow', action: 'backup.request', schema } as const;

/**
 * Queues a backup of an item now.
 * @throws NotFoundError; ConflictError PROTECTION_STOPPED, or JOB_RUNNING with the id of the backup that is already open
 */
export async function requestBackup(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId }) => {
    const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId));
    if (!item) throw new NotFoundError('protected item', itemId);
    if (item.state !== 'PROTECTED') throw protectionStopped(item.name);
    const jobId = await createJob(ctx, tx, {
      operation: 'BACKUP',
      itemId,
      siteId: item.siteId,
      exclusionKey: exclusionKey({ backupOf: itemId }),
    });
    await audit(ctx, tx, { action: 'job.backup-requested', subjectId: jobId, details: { itemId } });
    return { jobId };
  });
}

function protectionStopped(name: string): ConflictError {
  return new ConflictError({
    code: 'PROTECTION_STOPPED',
    message: `Protection of ${name} is stopped.`,
    cause: 'Someone stopped it; no new backups are made.',
    remedy: 'Resume protection first.',
  });
}
