import { exactly, lastingAgainst } from './lasting.ts';
import type { RpoFacts, RpoJudgement } from './rpo.ts';
import type { RtoFacts, RtoJudgement } from './rto.ts';

/** A breach that is recorded and lasts. */
export interface OpenBreach {
  readonly breachedAt: Date;
  /** As it was when it began. */
  readonly objectiveSeconds: number;
}

/** What is to be recorded of an item's objective now. */
export type BreachChange =
  | { readonly kind: 'BEGINS'; readonly breachedAt: Date }
  | { readonly kind: 'ENDS'; readonly endedAt: Date; readonly endedBy: string };

/** What a change of breaches is decided by, beside how the item stands. */
export interface BreachFacts {
  readonly now: Date;
  readonly open: OpenBreach | null;
  /** When the last one ended: none begins before. */
  readonly lastEndedAt: Date | null;
  /** Until when a point that is not good any more kept the objective: until it was due again, or until it was lost. */
  readonly keptUntil: Date | null;
  /** What is looked at was changed just now, and was looked at before: what is breached since is so from now on. */
  readonly isAfterChange: boolean;
  /** When the point that ended it was committed: the first one whose exposure was within the objective; null for none since it began. */
  readonly restoredAt: Date | null;
}

/**
 * Decides whether a breach of an item's RPO begins or ends; undefined: nothing changes. It begins at the instant at which the exposure reached
 * the objective, or later, when what kept it was lost or a promise became stricter. It ends when a point that keeps the objective was
 * committed, or now.
 */
export function rpoChange(
  rpo: RpoFacts,
  { state, breachAt, measuredFrom }: RpoJudgement,
  facts: BreachFacts,
): BreachChange | undefined {
  const { now, open } = facts;
  if (state === 'BREACHED') return open ? undefined : begins(facts, [breachAt, facts.keptUntil, rpo.protectedAt]);
  if (!open) return undefined;
  const lifted = liftedBy(rpo, open.objectiveSeconds);
  if (lifted) return ends(facts, { endedAt: now, endedBy: lifted });
  const keptAsItWas = measuredFrom !== null && measuredFrom.getTime() + open.objectiveSeconds * 1000 > now.getTime();
  if (!keptAsItWas && rpo.objective) {
    return ends(facts, { endedAt: now, endedBy: changed(open.objectiveSeconds, rpo.objective.seconds) });
  }
  if (rpo.capturedAt === null) return ends(facts, { endedAt: now, endedBy: 'Its protection began anew.' });
  const captured = rpo.capturedAt.toISOString();
  return facts.restoredAt
    ? ends(facts, { endedAt: facts.restoredAt, endedBy: `A recovery point captured at ${captured}.` })
    : ends(facts, { endedAt: now, endedBy: `The recovery point captured at ${captured} is good again.` });
}

/** The same of its RTO. It begins and ends with the restore that showed it. */
export function rtoChange(rto: RtoFacts, { state }: RtoJudgement, facts: BreachFacts): BreachChange | undefined {
  const { now, open } = facts;
  const shownAt = rto.achieved?.at ?? null;
  if (state === 'BREACHED') return open ? undefined : begins(facts, [shownAt]);
  if (!open) return undefined;
  const lifted = liftedBy(rto, open.objectiveSeconds);
  if (lifted) return ends(facts, { endedAt: now, endedBy: lifted });
  const { achieved, objective } = rto;
  if (!achieved) return ends(facts, { endedAt: now, endedBy: 'What showed it is gone.' });
  if (achieved.seconds > open.objectiveSeconds && objective) {
    return ends(facts, { endedAt: now, endedBy: changed(open.objectiveSeconds, objective.seconds) });
  }
  const endedBy = `A ${achieved.by === 'DRILL' ? 'drill' : 'restore'} took ${lastingAgainst(achieved.seconds, open.objectiveSeconds)}.`;
  return ends(facts, { endedAt: achieved.at, endedBy });
}

function liftedBy({ isProtected, objective }: Pick<RpoFacts, 'isProtected' | 'objective'>, was: number) {
  if (!isProtected) return 'Its protection was stopped.';
  return objective ? undefined : `The objective of ${exactly(was)} was taken away.`;
}

function changed(was: number, is: number): string {
  return `The objective was changed from ${exactly(was)} to ${exactly(is)}.`;
}

/** At the latest of these instants, and not later than now: a clock may have been put back. */
function begins({ now, lastEndedAt, isAfterChange }: BreachFacts, instants: readonly (Date | null)[]): BreachChange {
  if (isAfterChange) return { kind: 'BEGINS', breachedAt: now };
  const latest = Math.max(...[...instants, lastEndedAt].map((at) => at?.getTime() ?? -Infinity));
  return { kind: 'BEGINS', breachedAt: new Date(Math.min(latest, now.getTime())) };
}

/** Not before it began, for the same reason. */
function ends({ open }: BreachFacts, { endedAt, endedBy }: { endedAt: Date; endedBy: string }): BreachChange {
  const began = open?.breachedAt ?? endedAt;
  return { kind: 'ENDS', endedAt: endedAt < began ? began : endedAt, endedBy };
}
