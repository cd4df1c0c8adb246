import type { Transaction } from '../../client.ts';
import { nextRun } from '../../domain/schedule.ts';
import { judgeDue, runsDue, type DueJudgement } from '../../domain/scheduled-run.ts';
import type { Services } from '../context.ts';
import { lockDue, lockPlannedAhead, type DueRow, type LockedRows } from './due-rows.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { queueRuns } from './queue-runs.ts';
import { raiseUnusable, recordMissed } from './record-missed.ts';
import { recordRuns } from './record-runs.ts';
import { removePlans, writePlan } from './write-plan.ts';

/** A due rule with what was decided of it. */
export interface JudgedRow extends DueRow {
  readonly judgement: DueJudgement;
}

/** What a claim came to. */
export interface Claim {
  /** Rules of items that were settled: call again at once while that is as many as asked for. */
  readonly settled: number;
  /** Why jobs of some sites could not be queued; their runs stay due. */
  readonly troubles: readonly unknown[];
}

/**
 * Claims rules of items whose next run is due, newest first, at most so many: queues their backups, records what became of
 * every run that was due, and plans the next, all in one transaction (law 4). Any number of schedulers may call it at once,
 * and die in it at any moment: every due run gets exactly one outcome. What is wrong with one item, policy or site stops
 * nobody else.
 */
export async function claimDueRuns(services: Services, atMost: number): Promise<Claim> {
  return services.db.transaction(async (tx) => {
    const now = await scheduleNow(tx);
    const locked = await lockDue(tx, atMost);
    const stopped = locked.due.filter(({ item }) => !item.isProtected);
    const judged = judgeAll(
      locked.due.filter(({ item }) => item.isProtected),
      now,
    );
    const { unsettled, troubles } = await queueRuns(services, tx, { rows: judged, now });
    const settled = judged.filter((one) => !unsettled.has(one));
    await recordMissed(services, tx, { rows: settled, now });
    await recordStopped(tx, stopped, now);
    await park(services, tx, { unusable: locked.unusable, now });
    await removePlans(tx, [...locked.gone, ...stopped.map(({ row }) => row)]);
    await writePlan(
      tx,
      now,
      settled.map(({ row, schedule, judgement }) => ({
        row,
        nextRunAt: judgement.next,
        graceMinutes: schedule.graceMinutes,
      })),
    );
    const others = stopped.length + locked.gone.length + locked.unusable.length;
    return { settled: settled.length + others, troubles };
  });
}

/**
 * Plans anew what was planned by a clock that has been put back since: otherwise nothing would run until that moment comes
 * again. What is due counts from now.
 * @returns how many rules were planned anew
 */
export async function replanAfterClockWentBack(services: Services, atMost: number): Promise<number> {
  return services.db.transaction(async (tx) => {
    const now = await scheduleNow(tx);
    const { due, gone, unusable } = await lockPlannedAhead(tx, atMost);
    await park(services, tx, { unusable, now });
    await removePlans(tx, gone);
    const plans = due.map(({ row, schedule, rule, offsetMs }) => ({
      row,
      nextRunAt: nextRun(schedule, rule, { after: now, offsetMs }),
      graceMinutes: schedule.graceMinutes,
    }));
    await writePlan(tx, now, plans);
    return due.length + gone.length + unusable.length;
  });
}

/** Items of one policy without offsets of their own are judged once. */
function judgeAll(rows: readonly DueRow[], now: Date): JudgedRow[] {
  const known = new Map<ScheduleKey, Map<string, DueJudgement>>();
  return rows.map((one) => {
    const { schedule, rule, dueAt, offsetMs } = one;
    const ofSchedule = known.get(schedule) ?? new Map<string, DueJudgement>();
    known.set(schedule, ofSchedule);
    const key = `${rule.key} ${dueAt.getTime()} ${offsetMs}`;
    const judgement = ofSchedule.get(key) ?? judgeDue(schedule, rule, { dueAt, now, offsetMs });
    ofSchedule.set(key, judgement);
    return { ...one, judgement };
  });
}

type ScheduleKey = DueRow['schedule'];

async function recordStopped(tx: Transaction, rows: readonly DueRow[], now: Date): Promise<void> {
  const runs = rows.map(({ row, schedule, rule, dueAt, offsetMs }) => ({
    itemId: row.itemId,
    ruleKey: row.ruleKey,
    outcome: 'STOPPED' as const,
    ...runsDue(schedule, rule, { dueAt, now, offsetMs }),
  }));
  await recordRuns(tx, now, runs);
}

/** What cannot be worked with is told and set aside, so that it is not met again every second. */
async function park(
  services: Services,
  tx: Transaction,
  { unusable, now }: { unusable: LockedRows['unusable']; now: Date },
): Promise<void> {
  const runs = unusable.flatMap(({ row: { itemId, ruleKey, nextRunAt } }) => {
    if (!nextRunAt || nextRunAt > now) return [];
    const due = { firstDueAt: nextRunAt, dueAt: nextRunAt, count: 1, isCountExact: false };
    return [{ itemId, ruleKey, outcome: 'UNUSABLE' as const, ...due }];
  });
  await recordRuns(tx, now, runs);
  await raiseUnusable(
    services,
    tx,
    unusable.map(({ item }) => item),
  );
  await writePlan(
    tx,
    now,
    unusable.map(({ row }) => ({ row, nextRunAt: null, graceMinutes: 0 })),
  );
}
