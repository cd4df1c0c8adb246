import type { Gone, Lapse, Reason, RetainedPoint, Verdict } from './retention-verdict.ts';
import type { Claim } from './retention-claims.ts';
import { utc } from './utc.ts';

/** The verdict as one line of English. Times are UTC, periods are of the policy's zone. */
export function explain({ keptBy, goes, until, snapshotExpires }: Verdict): string {
  const snapshot = snapshotExpires ? ' Its snapshot has served its days.' : '';
  if (goes) return `Goes: ${goes.text}.${snapshot}`;
  const stays = until ? `Stays until ${utc(until)}` : 'Stays';
  return `${stays}: ${keptBy.map(describeReason).join('; ')}.${snapshot}`;
}

/** Why a point goes that nothing keeps: every rule that once did, given the claims on it, which all no longer stand. */
export function whyGone(point: RetainedPoint, claims: readonly Claim[]): Gone {
  const lapses: Lapse[] = claims.map(({ rule, period, limit }) =>
    limit instanceof Date ? { rule, period, since: limit } : { rule, period, behind: limit },
  );
  if (point.keepUntil) lapses.push({ rule: 'own', since: point.keepUntil });
  if (lapses.length > 0) {
    const why = lapses.some((lapse) => 'since' in lapse) ? 'EXPIRED' : 'SURPLUS';
    return { why, lapses, text: lapses.map(describeLapse).join('; ') };
  }
  if (!point.isGood) return { why: 'NOT_GOOD', lapses, text: 'it is not good, and a newer good point is there' };
  return { why: 'NO_RULE', lapses, text: 'no rule chose it, and nothing that stays needs it' };
}

/** A reason why a point stays, as it stands in a sentence. */
export function describeReason(reason: Reason): string {
  switch (reason.rule) {
    case 'own':
      return `its own retention lasts until ${utc(reason.until)}`;
    case 'newest-good':
      return 'it is the newest good point, logs counted or not, and that never goes';
    case 'newest-unsuspected':
      return 'it is the newest good point that nothing is held against: newer ones are, or come after, one that is unlike those before it';
    case 'no-newer-good':
      return 'it is not good, but nothing newer is that could be had in its place';
    case 'needed-by':
      return `${reason.pointId} needs it`;
    case 'held':
      return 'it is held';
    case 'immutable':
      return `it is immutable until ${utc(reason.until)}`;
    case 'future':
      return 'it is of the future, so its age is not known';
    default:
      return `${reason.rule} keeps it as ${pointOf(reason)} ${reason.until ? `until ${utc(reason.until)}` : 'by count'}`;
  }
}

function describeLapse(lapse: Lapse): string {
  if (lapse.rule === 'own') return `its own retention ended ${utc(lapse.since)}`;
  if ('since' in lapse) return `${lapse.rule} kept it as ${pointOf(lapse)} until ${utc(lapse.since)}`;
  return `${lapse.rule} keeps the newest ${lapse.behind}, and ${pointOf(lapse)} is older`;
}

function pointOf({ rule, period }: { rule: string; period: string }): string {
  return rule === 'all' ? `a point of ${period}` : `the point of ${period}`;
}
