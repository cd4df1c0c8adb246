import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { DRILL_CHOICES } from '../../domain/drill.ts';
import { noGoodPoint } from '../../domain/drill-errors.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { askedIn, slackPlaceSchema } from '../../domain/outbox.ts';
import { protectedItems } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { planDrill, queueDrill } from './queue.ts';

const schema = z.strictObject({
  itemId: idSchema('protectedItem'),
  choice: z.enum(DRILL_CHOICES).default('NEWEST'),
  announce: slackPlaceSchema.optional(),
});
const mutation = { name: 'runDrill', action: 'drill.request', schema } as const;

/**
 * Queues a drill of an item now, whatever its policy says of drills and in whichever window; what its site may run at once counts.
 * @throws NotFoundError; ConflictError DRILL_NO_POINT, or JOB_RUNNING with the id of the drill that is already open
 */
export async function requestDrill(ctx: Context, request: MutationRequest): Promise<{ jobId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { itemId, choice, announce }) => {
    const [item] = await tx.select().from(protectedItems).where(eq(protectedItems.id, itemId)).for('share');
    if (!item) throw new NotFoundError('protected item', itemId);
    const drill = await planDrill(tx, { item, choice });
    if (drill.recoveryPointId === null) throw noGoodPoint();
    const jobId = await queueDrill(ctx, tx, { item, drill, askedIn: askedIn(ctx.actor, announce) });
    await audit(ctx, tx, { action: 'job.drill-requested', subjectId: jobId, details: { itemId, choice } });
    return { jobId };
  });
}
