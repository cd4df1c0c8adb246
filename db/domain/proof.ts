import type { DrillRule } from './drill.ts';
import type { ErrorInfo } from './fault.ts';
import { utc } from './utc.ts';

/**
 * Whether an item is proven restorable. `NOT_ASKED`: nothing asks for drills of it, whatever one that was run by hand has shown. `NEVER`: no
 * drill has passed yet. `PROVEN`: one has, lately enough. `OVERDUE`: one has, too long ago. `FAILED`, before all others: one has failed at a
 * point that is still taken for good, and none has passed since at that point or a newer one.
 */
export const PROOF_STATES = ['NOT_ASKED', 'NEVER', 'PROVEN', 'OVERDUE', 'FAILED'] as const;
export type ProofState = (typeof PROOF_STATES)[number];

/** What is known of an item. */
export interface ProofFacts {
  /** Null where its policy asks for none, or its protection is stopped. */
  readonly rule: (Pick<DrillRule, 'everyDays'> & { readonly since: string }) | null;
  readonly protectedSince: Date;
  /** When its first recovery point was stored; null where it never had one: nothing could be proven until then. */
  readonly firstPointAt: Date | null;
  readonly lastProvenAt: Date | null;
  /** When the last drill failed that none has made good since; null where there is none. */
  readonly failedAt: Date | null;
}

export interface Proof {
  readonly state: ProofState;
  readonly lastProvenAt: Date | null;
  /** When the last drill failed that none has made good since; null in every state but `FAILED`. */
  readonly failedAt: Date | null;
  /** Until when the next drill must have passed, grace included; null where nothing is asked or nothing can be proven yet. */
  readonly dueBy: Date | null;
  /** Whether that is over. */
  readonly isLate: boolean;
  /** In words. */
  readonly text: string;
}

const DAY_MS = 86_400_000;
/** Of the days between drills: a drill waits for its window and its place. */
const GRACE_SHARE = 0.2;

/** How long after a proof the next one must be there, in milliseconds: the days between drills, and a fifth of them, at least one day, more. */
export function provenForMs({ everyDays }: Pick<DrillRule, 'everyDays'>): number {
  return (everyDays + Math.max(1, everyDays * GRACE_SHARE)) * DAY_MS;
}

/** Judges an item at a moment. A total function of its input. */
export function judgeProof(facts: ProofFacts, now: Date): Proof {
  const proof = judgeTime(facts, now);
  const { failedAt, lastProvenAt } = facts;
  if (!failedAt) return { ...proof, failedAt };
  return { ...proof, failedAt, state: 'FAILED', text: `${proof.text} ${failed(failedAt, lastProvenAt)}` };
}

/** By the time of the last proof alone. */
function judgeTime(
  { rule, protectedSince, firstPointAt, lastProvenAt }: ProofFacts,
  now: Date,
): Omit<Proof, 'failedAt'> {
  if (!rule) return { state: 'NOT_ASKED', lastProvenAt, dueBy: null, isLate: false, text: notAsked(lastProvenAt) };
  // What was proven before anybody asked, or before its protection was resumed, is no reason to be late from the first moment on.
  const counts = latest([new Date(rule.since), protectedSince, lastProvenAt ?? firstPointAt]);
  const dueBy = counts && new Date(counts.getTime() + provenForMs(rule));
  const isLate = dueBy !== null && dueBy < now;
  if (!lastProvenAt) return { state: 'NEVER', lastProvenAt, dueBy, isLate, text: never(dueBy, isLate) };
  const isOld = lastProvenAt.getTime() + provenForMs(rule) < now.getTime();
  const state = isOld ? 'OVERDUE' : 'PROVEN';
  const text = `Last proven restorable ${utc(lastProvenAt)}${isOld ? `; that is too long ago: its policy asks for it every ${inDays(rule.everyDays)}` : ''}.`;
  return { state, lastProvenAt, dueBy, isLate, text };
}

/** Null where one of them is yet to come. */
function latest(moments: readonly (Date | null)[]): Date | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length < moments.length ? null : new Date(Math.max(...known.map((moment) => moment.getTime())));
}

function notAsked(lastProvenAt: Date | null): string {
  const asked = 'Its policy asks for no drills, or its protection is stopped';
  return lastProvenAt ? `Last proven restorable ${utc(lastProvenAt)}. ${asked}.` : `Never proven restorable. ${asked}.`;
}

function never(dueBy: Date | null, isLate: boolean): string {
  if (!dueBy) return 'Never proven restorable: it has no recovery point yet.';
  return isLate
    ? `Never proven restorable; a drill should have passed by ${utc(dueBy)}.`
    : `Never proven restorable; a drill is to pass by ${utc(dueBy)}.`;
}

/** A drill that passed later has restored an older point then, or this one would be over. */
function failed(failedAt: Date, lastProvenAt: Date | null): string {
  if (!lastProvenAt) return `A drill has failed, at ${utc(failedAt)}.`;
  return lastProvenAt < failedAt
    ? `A drill since has failed, at ${utc(failedAt)}.`
    : `A drill of a newer point has failed, at ${utc(failedAt)}.`;
}

function inDays(days: number): string {
  return days === 1 ? 'day' : `${days} days`;
}

/** The code under which an item that is late is told of. */
export const NOT_PROVEN_IN_TIME = 'NOT_PROVEN_IN_TIME';

/** What is told of such an item. */
export function notProven({ text }: Proof): ErrorInfo {
  return {
    code: NOT_PROVEN_IN_TIME,
    message: text,
    cause:
      'Its drills failed, were not possible, or found no place or window; a check of its vault proves nothing of the item.',
    remedy: 'Read the reports of its drills, mend what they name, and run a drill of it.',
    retryable: true,
    fault: 'USER',
  };
}
