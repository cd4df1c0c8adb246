import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { DrillEvidence, DrillOutcome, DrillTimes } from '../../domain/drill.ts';
import type { DrilledPoint } from '../../domain/drill-errors.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { newId } from '../../domain/ids.ts';
import { itemIdOf } from '../../domain/job.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { NOW } from '../../schema/columns.ts';
import { drills, type jobs, protectedItems, recoveryPoints } from '../../schema/index.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import { audit } from '../audit.ts';
import type { Services } from '../context.ts';
import { judgeApart } from '../job/judge-apart.ts';
import { lockObjectives } from '../objective/lock.ts';
import { settleObjectives } from '../objective/settle.ts';
import { resolveFailed } from './resolve-failed.ts';

export interface DrillRecord {
  readonly outcome: DrillOutcome;
  readonly times?: DrillTimes | undefined;
  readonly evidence?: DrillEvidence | undefined;
  readonly error?: ErrorInfo | undefined;
}

/**
 * Writes the report of a drill whose job ends in the caller's transaction. One that passed proves its item, ends the troubles with that and shows how the item stands with its RTO;
 * one that failed comes again after a day at the latest.
 */
export async function recordDrill(
  services: Services,
  tx: Transaction,
  { job, record }: { job: typeof jobs.$inferSelect; record: DrillRecord },
): Promise<void> {
  if (!job.drill) throw new Error(`${job.id} is no drill`);
  const { outcome, times, evidence, error } = record;
  const itemId = itemIdOf(job);
  // Before the item's row, in the order of all who change an item.
  if (outcome === 'PASSED') await lockObjectives(tx, [itemId]);
  const id = newId('drill', services.clock.now());
  await tx.insert(drills).values({
    id,
    jobId: job.id,
    itemId,
    pointId: job.drill.recoveryPointId,
    choice: job.drill.choice,
    outcome,
    startedAt: job.startedAt ?? NOW,
    endedAt: NOW,
    ...times,
    evidence,
    error,
  });
  await tx.update(protectedItems).set(AFTER[outcome]).where(eq(protectedItems.id, itemId));
  if (outcome === 'PASSED') {
    await resolveAlerts(tx, { kind: 'NOT_PROVEN', itemId });
    // What is wrong with a newer point is looked at again soon.
    if (await resolveFailed(tx, itemId))
      await tx.update(protectedItems).set(AFTER.FAILED).where(eq(protectedItems.id, itemId));
    const hold = { jobId: job.id, attempt: job.attempt };
    await judgeApart(tx, { hold, what: 'Whether its objectives are met' }, (inner) =>
      settleObjectives(services, inner, [itemId]),
    );
  }
  await audit({ actor: { type: 'system', component: 'worker' } }, tx, {
    action: 'drill.recorded',
    subjectId: id,
    details: { itemId, jobId: job.id, pointId: job.drill.recoveryPointId, outcome },
  });
}

/** Where none is planned none comes: `least` would make one. */
const SOON = sql`case when next_drill_at is not null then least(next_drill_at, schedule_now() + interval '1 day') end`;

const AFTER = {
  PASSED: { lastProvenAt: SCHEDULE_NOW },
  FAILED: { nextDrillAt: SOON },
  SKIPPED: { nextDrillAt: SOON },
};

/** The point of a drill, as people know it; undefined where there was none. */
export async function drilledPoint(tx: Transaction, pointId: string | null): Promise<DrilledPoint | undefined> {
  if (pointId === null) return undefined;
  const { id, takenAt } = recoveryPoints;
  const [point] = await tx.select({ id, takenAt }).from(recoveryPoints).where(eq(id, pointId));
  return point;
}
