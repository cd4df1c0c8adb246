import { exactly, lastingAgainst } from './lasting.ts';
import type { Effective, ObjectiveState } from './objective.ts';

/** What showed how long a restore of an item takes: a drill that passed, or a restore of everything that a point holds. */
export const RTO_PROOFS = ['DRILL', 'RESTORE'] as const;
export type RtoProof = (typeof RTO_PROOFS)[number];

/** A restore that came to its end. */
export interface Achieved {
  readonly by: RtoProof;
  /** When it ended. */
  readonly at: Date;
  /** What it took, in seconds: of a drill to fetch and to restore, without its probes. */
  readonly seconds: number;
  readonly jobId: string;
}

/** What an item's time to restore is judged by. */
export interface RtoFacts {
  readonly isProtected: boolean;
  readonly objective: Effective | null;
  /** The last one; null where nothing was restored yet. */
  readonly achieved: Achieved | null;
  /** Since when a breach is recorded that lasts; null where none is. */
  readonly breachedSince: Date | null;
}

/** How an item stands with its RTO. */
export interface RtoJudgement {
  readonly state: Exclude<ObjectiveState, 'AT_RISK'>;
  readonly achieved: Achieved | null;
  /** In words, with both numbers. */
  readonly text: string;
}

/** Judges what the last passed drill or full restore took against the objective. What was never restored is not measured, and not met. */
export function judgeRto({ isProtected, objective, achieved }: RtoFacts): RtoJudgement {
  if (!isProtected) return { state: 'NONE', achieved, text: 'Its protection is stopped: no objective counts.' };
  if (!achieved) {
    const text = 'No drill and no full restore has shown how long it takes to restore.';
    return { state: objective ? 'NOT_MEASURED' : 'NONE', achieved, text };
  }
  const took = `The last ${achieved.by === 'DRILL' ? 'drill' : 'full restore'} took ${lastingAgainst(achieved.seconds, objective?.seconds ?? null)}.`;
  if (!objective) return { state: 'NONE', achieved, text: `${took} It has no objective.` };
  const state = achieved.seconds > objective.seconds ? 'BREACHED' : 'MET';
  const text = `${took} The objective is ${exactly(objective.seconds)}: ${state === 'MET' ? 'met' : 'breached'}.`;
  return { state, achieved, text };
}
