import { countRuns, nextRun, type Schedule, type ScheduleRule } from './schedule.ts';

/**
 * What became of runs that were due (law 5). `QUEUED`: a backup was queued for it. `JOINED`: a backup of the item was waiting
 * already, and serves this run as well. `OVERLAPPED`: the backup before was still running, so this one was left out. `MISSED`:
 * nothing was there to queue it in time. `SUPERSEDED`: its rule was taken out of the policy before it was queued. `STOPPED`: the
 * item's protection was stopped. `UNUSABLE`: the schedule cannot be worked with, as when its time zone is not known here.
 */
export const RUN_OUTCOMES = ['QUEUED', 'JOINED', 'OVERLAPPED', 'MISSED', 'SUPERSEDED', 'STOPPED', 'UNUSABLE'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** Runs that were due one after another and got the same outcome. */
export interface DueRuns {
  readonly firstDueAt: Date;
  readonly dueAt: Date;
  readonly count: number;
  /** False where an outage was so long that they were not counted to the end. */
  readonly isCountExact: boolean;
}

export interface DueJudgement {
  /** When the run that is to be made now was due; null for none. */
  readonly run: Date | null;
  readonly missed: DueRuns | null;
  /** Null where the rule never runs again. */
  readonly next: Date | null;
}

/** When a run was due that is looked at now, of an item with this offset. */
export interface Due {
  readonly dueAt: Date;
  readonly now: Date;
  /** Milliseconds. */
  readonly offsetMs: number;
}

/** Bounds the work of one claim after an outage: seventeen days of a rule that runs every five minutes. */
const MOST_COUNTED = 5_000;

/** All runs of a rule that are due, from the first one on. */
export function runsDue(schedule: Schedule, rule: ScheduleRule, due: Due): DueRuns {
  const { dueAt, offsetMs } = due;
  const since = countRuns(schedule, rule, { after: dueAt, until: nowOf(due), offsetMs, atMost: MOST_COUNTED });
  return { firstDueAt: dueAt, dueAt: since.last ?? dueAt, count: since.count + 1, isCountExact: since.isExact };
}

/**
 * Decides what becomes of a rule whose next run was due: the newest run is made, unless it is later than the grace allows
 * and the policy says to skip; those before it were missed. After an outage of any length that is one run at most.
 */
export function judgeDue(schedule: Schedule, rule: ScheduleRule, due: Due): DueJudgement {
  const now = nowOf(due);
  const runs = runsDue(schedule, rule, due);
  const newest = runs.dueAt;
  const isRun = schedule.catchUp === 'RUN_ONCE' || now.getTime() - newest.getTime() <= schedule.graceMinutes * 60_000;
  return {
    run: isRun ? newest : null,
    missed: isRun ? allButNewest(schedule, rule, { runs, offsetMs: due.offsetMs }) : runs,
    next: nextRun(schedule, rule, { after: now, offsetMs: due.offsetMs }),
  };
}

/** A clock that was read before the row was found due must not make the same run due again. */
function nowOf({ now, dueAt }: Due): Date {
  return now < dueAt ? dueAt : now;
}

function allButNewest(
  schedule: Schedule,
  rule: ScheduleRule,
  { runs, offsetMs }: { runs: DueRuns; offsetMs: number },
): DueRuns | null {
  if (runs.count === 1) return null;
  const justBefore = new Date(runs.dueAt.getTime() - 1);
  const before = countRuns(schedule, rule, { after: runs.firstDueAt, until: justBefore, offsetMs, atMost: 1 });
  return { ...runs, dueAt: before.last ?? runs.firstDueAt, count: runs.count - 1 };
}
