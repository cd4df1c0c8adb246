import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { DrillPlan } from '../../domain/drill.ts';
import { describePoint, NO_GOOD_POINT, windowOver } from '../../domain/drill-errors.ts';
import { HoldfastError } from '../../domain/errors.ts';
import { itemIdOf } from '../../domain/job.ts';
import { choosePoint } from '../../queries/drill-points.ts';
import { IS_GOOD } from '../../queries/good-points.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { jobs, recoveryPoints } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';
import { drilledPoint } from './record.ts';

type ReadyDrill = DrillPlan & { readonly recoveryPointId: string };

/**
 * What an attempt at a drill is to do now. A drill may have waited for hours: one whose window ended before it could begin does not begin, and
 * where its point was deleted or found damaged meanwhile, its choice is made again, from the good points that are there now.
 * @throws FencedError; HoldfastError DRILL_WINDOW_OVER, DRILL_NO_POINT
 */
export async function readyDrill(services: Services, hold: Hold): Promise<ReadyDrill> {
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const { drill } = job;
    if (!drill) throw new Error(`${job.id} has no plan of a drill`);
    // One that had begun and was cut off goes on.
    if (hold.attempt === 1 && drill.beginBy !== undefined && new Date(drill.beginBy) < (await scheduleNow(tx))) {
      throw new HoldfastError(windowOver(drill.beginBy));
    }
    const { recoveryPointId: planned, choice, seed } = drill;
    if (planned !== null && (await isGood(tx, planned))) return { ...drill, recoveryPointId: planned };
    const recoveryPointId = await choosePoint(tx, { itemId: itemIdOf(job), choice, seed });
    if (recoveryPointId === undefined) throw new HoldfastError(NO_GOOD_POINT);
    const ready = { ...drill, recoveryPointId };
    await tx.update(jobs).set({ drill: ready }).where(eq(jobs.id, job.id));
    const [before, now] = [await drilledPoint(tx, planned), await drilledPoint(tx, recoveryPointId)];
    const message = `Instead of ${before ? describePoint(before) : planned}, which is no good one any more, ${now ? describePoint(now) : recoveryPointId} is restored.`;
    await recordEvent(tx, { ...hold, type: 'drill.rechosen', message });
    return ready;
  });
}

async function isGood(tx: Transaction, pointId: string): Promise<boolean> {
  return (await tx.$count(recoveryPoints, and(eq(recoveryPoints.id, pointId), IS_GOOD))) > 0;
}
