import type { Objective, ObjectiveState } from './objective.ts';

/** Over how many days the past is told. */
export const PAST_DAYS = 30;

/** What is known of an item's objective for a sum. */
export interface SummedItem {
  readonly state: ObjectiveState;
  /** How long it was looked at within the days that are told, in seconds. */
  readonly observedSeconds: number;
  /** Of that, how long it was breached, and how many breaches those were. */
  readonly breachedSeconds: number;
  readonly breaches: number;
}

/** How many items meet an objective, now and over the past days. Items without one, and stopped ones, count as none alone. */
export interface ObjectiveFigures {
  /** With the objective. */
  readonly items: number;
  readonly met: number;
  readonly atRisk: number;
  readonly breached: number;
  readonly notMeasured: number;
  readonly none: number;
  readonly past: {
    readonly itemsWithoutBreach: number;
    readonly breaches: number;
    /** Of the time of all its items, how much was without a breach: 0 to 1; null where there was none to look at. */
    readonly metShare: number | null;
  };
}

export type ObjectivesFigures = Readonly<Record<Objective, ObjectiveFigures>>;

/** Sums up how items stand with one objective. */
export function sumObjective(items: readonly SummedItem[]): ObjectiveFigures {
  const inState = (state: ObjectiveState) => items.filter((item) => item.state === state).length;
  const counted = items.filter(({ state }) => state !== 'NONE');
  const observed = sum(counted, ({ observedSeconds }) => observedSeconds);
  const breached = sum(counted, ({ breachedSeconds }) => breachedSeconds);
  return {
    items: counted.length,
    met: inState('MET'),
    atRisk: inState('AT_RISK'),
    breached: inState('BREACHED'),
    notMeasured: inState('NOT_MEASURED'),
    none: inState('NONE'),
    past: {
      itemsWithoutBreach: counted.filter(({ breaches }) => breaches === 0).length,
      breaches: sum(counted, ({ breaches }) => breaches),
      metShare: observed > 0 ? Math.max(0, 1 - breached / observed) : null,
    },
  };
}

function sum(items: readonly SummedItem[], of: (item: SummedItem) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
