import { nextRuns } from './schedule-runs.ts';
import type { Schedule } from './schedule-schema.ts';

/** How many days a cadence looks ahead: a week, after which a schedule repeats but for its zone's clock. */
export const CADENCE_DAYS = 7;
const DAY_MS = 86_400_000;
/** A backup every minute of all these days. */
const MOST_RUNS = CADENCE_DAYS * 24 * 60 + 1;

/** How often a schedule runs within CADENCE_DAYS. */
export interface Cadence {
  readonly runs: number;
  /** Milliseconds between the two runs that lie farthest apart; null where nothing runs. */
  readonly longestGapMs: number | null;
}

/**
 * How often a schedule runs in the days after a moment, and how long at most nothing runs: what an item under it can lose even when
 * every backup succeeds. Without a schedule nothing runs.
 * @throws RangeError where Node's tz database does not know the schedule's zone
 */
export function cadenceOf(schedule: Schedule | null, after: Date): Cadence {
  if (!schedule) return { runs: 0, longestGapMs: null };
  const until = after.getTime() + CADENCE_DAYS * DAY_MS;
  const moments = momentsUntil(schedule, after, until);
  const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? at));
  const runs = moments.filter((at) => at <= until).length;
  return { runs, longestGapMs: gaps.length === 0 ? null : Math.max(...gaps) };
}

/** Those within the days and the first one after them, so that the last gap is whole. Asks for more only as long as there are more. */
function momentsUntil(schedule: Schedule, after: Date, until: number): number[] {
  for (let count = 64; ; count *= 4) {
    const moments = nextRuns(schedule, { after, count: Math.min(count, MOST_RUNS), offsetMs: 0 }).map(({ at }) =>
      at.getTime(),
    );
    const beyond = moments.findIndex((at) => at > until);
    if (beyond !== -1) return moments.slice(0, beyond + 1);
    if (moments.length < count || count >= MOST_RUNS) return moments;
  }
}
