import { exactly, lasting, lastingAgainst } from './lasting.ts';
import type { Effective, ObjectiveState } from './objective.ts';

/** The last bit of an objective, in which it is at risk whatever is planned: a tenth of it, a quarter of an hour at most. */
const LAST_SHARE = 0.1;
const LAST_AT_MOST_S = 15 * 60;

/** What an item's exposure to the loss of data is judged by. */
export interface RpoFacts {
  readonly now: Date;
  readonly isProtected: boolean;
  readonly objective: Effective | null;
  /** Since when it is protected without a break. */
  readonly protectedAt: Date;
  /** When the newest good point was captured, by a clock that can be believed; null where there is none. */
  readonly capturedAt: Date | null;
  /** When its schedule backs it up next, in the past where that run is late; null where nothing is planned. */
  readonly nextRunAt: Date | null;
  /** The backup that is queued or runs; null for none. */
  readonly openBackup: { readonly startedAt: Date | null } | null;
  /** What its last backups took at most, in seconds; 0 where nothing is known. */
  readonly usualSeconds: number;
  /** Since when a breach is recorded that lasts; null where none is. */
  readonly breachedSince: Date | null;
}

/** How an item stands with its RPO. */
export interface RpoJudgement {
  readonly state: Exclude<ObjectiveState, 'NOT_MEASURED'>;
  /** How much time of data would be lost now, in seconds; null while it is not protected. It is known without an objective too. */
  readonly exposureSeconds: number | null;
  /** Where that time begins: the capture of the newest good point, or the beginning of protection. */
  readonly measuredFrom: Date | null;
  /** False where no good point is there. */
  readonly hasGoodPoint: boolean;
  /** The instant at which the objective is breached, or was; null without one. */
  readonly breachAt: Date | null;
  /** When what is under way or planned should have brought a new point; null where nothing is. */
  readonly expectedAt: Date | null;
  /** In words, with both numbers. */
  readonly text: string;
}

/**
 * Judges how much data an item would lose now against its objective. Exposure counts from the capture of the newest good point; without any
 * from the beginning of protection. It is breached from the instant on at which the exposure reaches the objective. Before, it is
 * at risk when nothing under way or planned ends in time by what backups of it usually take, and always in the last bit of the time: so
 * that a healthy item that is backed up in time is never at risk, and none is breached without having been at risk.
 */
export function judgeRpo(facts: RpoFacts): RpoJudgement {
  const { now, objective, capturedAt } = facts;
  const hasGoodPoint = capturedAt !== null;
  if (!facts.isProtected) {
    const unmeasured = { exposureSeconds: null, measuredFrom: null, breachAt: null, expectedAt: null };
    return { state: 'NONE', ...unmeasured, hasGoodPoint, text: 'Its protection is stopped: no objective counts.' };
  }
  const measuredFrom = capturedAt ?? facts.protectedAt;
  const exposureSeconds = Math.max(0, (now.getTime() - measuredFrom.getTime()) / 1000);
  const expectedAt = expectedPoint(facts);
  const measured = { exposureSeconds, measuredFrom, hasGoodPoint, expectedAt };
  const exposed = describeExposure(lastingAgainst(exposureSeconds, objective?.seconds ?? null), hasGoodPoint);
  if (!objective) return { ...measured, state: 'NONE', breachAt: null, text: `${exposed} It has no objective.` };
  const dueAt = new Date(measuredFrom.getTime() + objective.seconds * 1000);
  const state = stateOf({ now, breachAt: dueAt, expectedAt, seconds: objective.seconds });
  const breachAt = state === 'BREACHED' ? breachedSince(facts, dueAt) : dueAt;
  const text = `${exposed} The objective is ${exactly(objective.seconds)}${told(state, { expectedAt, breachAt, now })}`;
  return { ...measured, state, breachAt, text };
}

/**
 * As it is recorded: a promise that was made later, or a point that was lost later, breached nothing before. What is not recorded yet began when it
 * was due, though not before it was protected.
 */
function breachedSince({ breachedSince: recorded, protectedAt, now }: RpoFacts, dueAt: Date): Date {
  if (recorded) return recorded < now ? recorded : now;
  return dueAt < protectedAt && protectedAt <= now ? protectedAt : dueAt;
}

function stateOf(at: { now: Date; breachAt: Date; expectedAt: Date | null; seconds: number }) {
  const { now, breachAt, expectedAt, seconds } = at;
  if (now >= breachAt) return 'BREACHED' as const;
  const last = Math.min(seconds * LAST_SHARE, LAST_AT_MOST_S) * 1000;
  const isLast = now.getTime() >= breachAt.getTime() - last;
  return isLast || expectedAt === null || expectedAt > breachAt ? ('AT_RISK' as const) : ('MET' as const);
}

/** The earliest end of what is under way or planned. What should have begun or ended already can do so from now on. */
function expectedPoint({ now, openBackup, nextRunAt, usualSeconds }: RpoFacts): Date | null {
  const usual = usualSeconds * 1000;
  const ends: number[] = [];
  if (openBackup) ends.push(Math.max(now.getTime(), (openBackup.startedAt ?? now).getTime() + usual));
  if (nextRunAt) ends.push(Math.max(now.getTime(), nextRunAt.getTime()) + usual);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

function describeExposure(time: string, hasGoodPoint: boolean): string {
  return hasGoodPoint
    ? `The last ${time} of changes would be lost now.`
    : `It has no good recovery point: everything would be lost now, ${time} after its protection began.`;
}

function told(state: ObjectiveState, at: { expectedAt: Date | null; breachAt: Date; now: Date }): string {
  const left = (at.breachAt.getTime() - at.now.getTime()) / 1000;
  if (state === 'BREACHED') return `: breached ${lasting(-left)} ago.`;
  if (state === 'MET') return ': met.';
  if (at.expectedAt === null) return `: breached in ${lasting(left)}, and no backup is planned.`;
  return at.expectedAt > at.breachAt
    ? `: breached in ${lasting(left)}, and no planned backup ends before.`
    : `: breached in ${lasting(left)}.`;
}
