import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../client.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { exclusionKey } from '../../domain/job.ts';
import { askedIn, slackPlaceSchema } from '../../domain/outbox.ts';
import { keepDurationSchema, RETENTION_RULES, type KeepDuration, type RetentionRule } from '../../domain/retention.ts';
import { policies } from '../../schema/index.ts';
import { assertHasType } from '../../sources/backup-types.ts';
import { BACKUP_TYPES } from '../../domain/recovery-point.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { createJob } from './create-job.ts';
import { findBackupableItem } from './find-backupable-item.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  /** The point's own retention. */
  keep: keepDurationSchema.optional(),
  /** The same: as long as a rule of the item's policy keeps a point. */
  keepAs: z.enum(RETENTION_RULES).optional(),
  /** Default: a full one. */
  backupType: z.enum(BACKUP_TYPES).optional(),
  announce: slackPlaceSchema.optional(),
});
const mutation = { name: 'backupNow', action: 'backup.request', schema } as const;

/**
 * Queues a backup of an item now, whose point is kept as its policy says, and as long as is asked for even if the policy would let go
 * of it.
 * @throws NotFoundError; InvalidInputError for a rule that the policy does not have or that counts points; ConflictError
 *   PROTECTION_STOPPED, BACKUP_TYPE_UNSUPPORTED, or JOB_RUNNING with the id of the backup that is already open
 */
export async function requestBackup(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, keep, keepAs, backupType = 'FULL', announce }) => {
    const item = await findBackupableItem(tx, itemId);
    assertHasType(item, backupType);
    if (keep && keepAs) throw invalid('keepAs', 'cannot stand beside keep');
    const own = keepAs ? await keptAs(tx, item.policyId, keepAs) : keep;
    const jobId = await createJob(ctx, tx, {
      operation: 'BACKUP',
      itemId,
      siteId: item.siteId,
      exclusionKey: exclusionKey({ backupOf: itemId, type: backupType }),
      backupType,
      keep: own,
      askedIn: askedIn(ctx.actor, announce),
    });
    await audit(ctx, tx, {
      action: 'job.backup-requested',
      subjectId: jobId,
      details: { itemId, backupType, ...(own && { keep: own }) },
    });
    return { jobId };
  });
}

async function keptAs(tx: Transaction, policyId: string, rule: RetentionRule): Promise<KeepDuration> {
  const [policy] = await tx.select({ retention: policies.retention }).from(policies).where(eq(policies.id, policyId));
  const keep = policy?.retention[rule]?.keep;
  if (!keep) throw invalid('keepAs', `the policy has no ${rule} rule`);
  if ('count' in keep) throw invalid('keepAs', `the ${rule} rule keeps a number of points, not a time: say how long`);
  return keep;
}

function invalid(path: string, message: string): InvalidInputError {
  return new InvalidInputError([{ path, message }]);
}
