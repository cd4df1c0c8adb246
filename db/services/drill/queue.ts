import { randomBytes } from 'node:crypto';
import type { Transaction } from '../../client.ts';
import { SAMPLE_FILES, type DrillChoice, type DrillPlan, type DrillQuery } from '../../domain/drill.ts';
import { exclusionKey } from '../../domain/job.ts';
import type { SlackPlace } from '../../domain/outbox.ts';
import { choosePoint } from '../../queries/drill-points.ts';
import type { Context } from '../context.ts';
import { createJob } from '../job/create-job.ts';

/** What of an item's row its drills need. */
export interface DrilledItem {
  readonly id: string;
  readonly siteId: string;
  readonly drillQueries: readonly DrillQuery[];
}

export interface DrillWish {
  readonly item: DrilledItem;
  readonly choice: DrillChoice;
  readonly askedIn?: SlackPlace | undefined;
}

/** Freezes what a drill of an item does, in the caller's transaction. Its point is null where the item has no good one. */
export async function planDrill(tx: Transaction, { item, choice }: Omit<DrillWish, 'askedIn'>): Promise<DrillPlan> {
  const seed = randomBytes(8).toString('hex');
  const recoveryPointId = (await choosePoint(tx, { itemId: item.id, choice, seed })) ?? null;
  return { recoveryPointId, choice, seed, sampleFiles: SAMPLE_FILES, queries: item.drillQueries };
}

/**
 * Makes the job of a planned drill, in the caller's transaction.
 * @throws ConflictError JOB_RUNNING while another drill of the item is open
 */
export function queueDrill(
  ctx: Context,
  tx: Transaction,
  { item, drill, askedIn }: Omit<DrillWish, 'choice'> & { readonly drill: DrillPlan },
): Promise<string> {
  return createJob(ctx, tx, {
    operation: 'DRILL',
    itemId: item.id,
    siteId: item.siteId,
    exclusionKey: exclusionKey({ drillOf: item.id }),
    drill,
    askedIn,
  });
}
