import type { BackupType, Tier } from './recovery-point.ts';
import type { RetentionRule } from './retention-schema.ts';

/** What retention has to know of a recovery point that is still there. */
export interface RetainedPoint {
  readonly id: string;
  readonly takenAt: Date;
  readonly type: BackupType;
  /** Whether it is worth keeping a good one for: complete and not found damaged. */
  readonly isGood: boolean;
  /** Whether its item was found unlike before at it or at an earlier one, and nobody has dismissed that. */
  readonly isSuspect: boolean;
  /** The id of the point its chain needs directly; an id that is not among the points is let be. */
  readonly needs: string | null;
  readonly isHeld: boolean;
  readonly immutableUntil: Date | null;
  /** Its own retention, of an on-demand backup: the rules then only count where they keep it longer. */
  readonly keepUntil: Date | null;
  readonly tiers: readonly Tier[];
}

/** Why a point stays. Every reason is enough by itself. */
export type Reason = RuleReason | { rule: 'needed-by'; pointId: string } | OwnReason;

/**
 * The policy's: the point is the one that `rule` chose of `period` (2026-11-22, 2026-W47, 2026-11, 2026; of `all` its
 * day), in the policy's zone. `until` is null where the rule counts.
 */
export interface RuleReason {
  rule: RetentionRule;
  period: string;
  until: Date | null;
}

/** What a point has in itself or by its place among the others, whatever the policy says. */
export type OwnReason =
  | { rule: 'own'; until: Date }
  | { rule: 'newest-good' }
  /** Newer good ones are there, but something is held against each of them. */
  | { rule: 'newest-unsuspected' }
  /** It is not good, but nothing newer is that could be had in its place. */
  | { rule: 'no-newer-good' }
  | { rule: 'held' }
  | { rule: 'immutable'; until: Date }
  /** It was taken later than now: a clock has jumped, and what it says of age is worth nothing. */
  | { rule: 'future' };

/** A rule that kept the point and no longer does: since when, or behind how many newer ones. */
export type Lapse =
  | { rule: RetentionRule; period: string; since: Date }
  | { rule: RetentionRule; period: string; behind: number }
  | { rule: 'own'; since: Date };

export interface Gone {
  /**
   * `EXPIRED`: a duration that kept it is over. `SURPLUS`: no duration did, and newer ones fill a count that did.
   * `NOT_GOOD`: no rule chose it, and it is not good. `NO_RULE`: no rule chose it, as others are its periods' points.
   */
  why: 'EXPIRED' | 'SURPLUS' | 'NOT_GOOD' | 'NO_RULE';
  lapses: Lapse[];
  /** The same in English, for people. */
  text: string;
}

export interface Verdict {
  id: string;
  /** Empty exactly where `goes` says why. */
  keptBy: Reason[];
  goes: Gone | null;
  /**
   * Before this time the point stays, whatever newer points come once what goes has gone. Null when no date is known (it
   * is kept by a count, by a hold, as the newest, or needed by such a point) and when it goes.
   */
  until: Date | null;
  /** Its snapshot has served its days, and another tier holds the point. Says nothing of the point itself. */
  snapshotExpires: boolean;
}
