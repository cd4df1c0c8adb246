import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { policies } from '../../schema/index.ts';
import { schedulesApart, scheduleSchema, type Schedule } from '../../domain/schedule.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { replanPolicy } from '../schedule/replan-policy.ts';

const schema = z.strictObject({
  policyId: idSchema('policy'),
  name: nameSchema(80).optional(),
  schedule: scheduleSchema.optional(),
  /** Takes the schedule away: from then on backups run on demand alone. */
  withoutSchedule: z.boolean().optional(),
});
const mutation = { name: 'updatePolicy', action: 'policy.write', schema } as const;

/**
 * Changes what is given of a policy and leaves the rest. A new schedule reaches all its items at once: rules that stay, by their
 * keys, lose no run; due runs of those that are taken out are recorded as superseded.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, or both a schedule and its removal; ConflictError
 *   ALREADY_EXISTS for a taken name, BACKUP_TYPE_UNSUPPORTED, and what `mutate` throws
 */
export async function updatePolicy(ctx: Context, request: MutationRequest): Promise<{ policyId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { policyId, name, schedule, withoutSchedule }) => {
    if (name === undefined && schedule === undefined && !withoutSchedule) {
      throw new InvalidInputError([{ path: 'input', message: 'must change something: the name or the schedule' }]);
    }
    if (schedule && withoutSchedule) {
      throw new InvalidInputError([{ path: 'withoutSchedule', message: 'cannot stand beside a new schedule' }]);
    }
    const [before] = await tx.select().from(policies).where(eq(policies.id, policyId)).for('update');
    if (!before) throw new NotFoundError('policy', policyId);
    const wanted = withoutSchedule ? null : (schedule ?? before.schedule);
    await tx
      .update(policies)
      .set({ name: name ?? before.name, schedule: wanted, version: before.version + 1 })
      .where(eq(policies.id, policyId));
    if (schedule || withoutSchedule) await replanPolicy(tx, { policyId, before: before.schedule, schedule: wanted });
    await audit(ctx, tx, {
      action: 'policy.updated',
      subjectId: policyId,
      details: {
        version: before.version + 1,
        from: pick(before),
        to: { name: name ?? before.name, schedule: wanted },
        apart: apart(before.schedule, wanted),
      },
    });
    return { policyId };
  });
}

function pick({ name, schedule }: typeof policies.$inferSelect) {
  return { name, schedule };
}

/** In words; nothing where what was there before cannot be read. */
function apart(before: Schedule | null, after: Schedule | null): string[] {
  const old = before && scheduleSchema.safeParse(before);
  return old?.success && after ? schedulesApart(old.data, after) : [];
}
