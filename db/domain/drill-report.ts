import type { DrillTimes } from './drill.ts';
import { exactly, lastingAgainst } from './lasting.ts';

/** What a restore took against what it may take. */
export interface ObjectiveCheck {
  /** Milliseconds. */
  readonly achievedMs: number;
  /** Null: nobody set one. */
  readonly objectiveSeconds: number | null;
  /** Null without an objective. */
  readonly met: boolean | null;
}

/** What a restore would have taken: the probes are not part of it, in milliseconds. */
export function achievedRtoMs({ fetchMs, restoreMs }: Pick<DrillTimes, 'fetchMs' | 'restoreMs'>): number {
  return fetchMs + restoreMs;
}

export function objectiveOf(achievedMs: number, objectiveSeconds: number | null): ObjectiveCheck {
  const met = objectiveSeconds === null ? null : achievedMs <= objectiveSeconds * 1000;
  return { achievedMs, objectiveSeconds, met };
}

/** The end of a drill that passed, as a line of its job's log. */
export function describeDrill(of: { times: DrillTimes; objective: ObjectiveCheck; probes: number }): string {
  const { times, objective, probes } = of;
  const { objectiveSeconds, met, achievedMs } = objective;
  const against =
    objectiveSeconds === null ? '' : `, ${met ? 'within' : 'but over'} its objective of ${exactly(objectiveSeconds)}`;
  const count = probes === 1 ? 'Its probe' : `All ${probes} probes`;
  const took = lastingAgainst(achievedMs / 1000, objectiveSeconds);
  return `Proven restorable in ${took}${against}. ${count} passed in ${lastingAgainst(times.probeMs / 1000, null)}.`;
}

/** The middle one of restore times, the mean of both where there are two; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
