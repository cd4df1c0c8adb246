import type { AlertKind } from './alert.ts';
import type { Fault, ErrorInfo } from './fault.ts';
import type { RpoFacts, RpoJudgement } from './rpo.ts';
import type { RtoFacts, RtoJudgement } from './rto.ts';

/**
 * How an item is, in one word, best first. Degraded is for its users to put right, unhealthy for whoever runs Holdfast; persistent is what has
 * repeated or lasts. `PENDING`: it has no recovery point, or none any more, and waits for a backup. `NOT_PROTECTED`: its protection is stopped.
 */
export const HEALTH_STATUSES = [
  'HEALTHY',
  'PENDING',
  'NOT_PROTECTED',
  'TRANSIENT_DEGRADED',
  'PERSISTENT_DEGRADED',
  'TRANSIENT_UNHEALTHY',
  'PERSISTENT_UNHEALTHY',
] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export const HEALTH_CODES = [
  'PROTECTION_STOPPED',
  'FIRST_BACKUP_PENDING',
  'BACKUP_FAILING',
  'BACKUP_MISSED',
  'RPO_AT_RISK',
  'RPO_BREACHED',
  'RTO_BREACHED',
  'NO_GOOD_POINT',
  'NEWEST_POINT_DAMAGED',
  'DRILL_FAILED',
  'NOT_PROVEN',
  'UNUSUAL_CHANGE',
] as const;
export type HealthCode = (typeof HEALTH_CODES)[number];

/** Whether it is expected to pass by itself, or has repeated or lasted too long for that. */
export const PERSISTENCES = ['TRANSIENT', 'PERSISTENT'] as const;
export type Persistence = (typeof PERSISTENCES)[number];

/** One thing that is not as it should be. */
export interface HealthReason {
  readonly code: HealthCode;
  readonly text: string;
  /** Who can put it right. */
  readonly fault: Fault;
  readonly lasts: Persistence;
  /** Null where that is not known. */
  readonly since: Date | null;
}

export interface Health {
  readonly status: HealthStatus;
  /** The worst first. */
  readonly reasons: readonly HealthReason[];
}

/** The kinds of alerts that say something of an item's health while they are fired. */
export const HEALTH_ALERTS = [
  'BACKUP_MISSED',
  'DRILL_FAILED',
  'NOT_PROVEN',
  // Fired as long as any point is suspect: the next one looks ordinary beside what ransomware left, and clears nothing.
  'UNUSUAL_CHANGE',
] as const satisfies readonly AlertKind[];

/** How many of the last backups are looked at for what fails: before them there may be more of the same. */
export const FAILURES_LOOKED_AT = 10;

/** What an item's health is judged by, beside its objectives. */
export interface HealthSignals {
  /** The backups that failed since one last succeeded, newest first; cancelled ones do not count. The newest `FAILURES_LOOKED_AT` at most. */
  readonly failures: readonly { readonly error: ErrorInfo; readonly at: Date }[];
  /** Its newest point, of those that are available; null for none. */
  readonly newest: {
    readonly damage: { readonly text: string; readonly at: Date } | null;
  } | null;
  readonly alerts: readonly {
    readonly kind: (typeof HEALTH_ALERTS)[number];
    readonly error: ErrorInfo;
    readonly firedAt: Date;
    readonly count: number;
  }[];
}

export const NO_SIGNALS: HealthSignals = { failures: [], newest: null, alerts: [] };

export interface HealthFacts extends HealthSignals {
  readonly rpo: RpoFacts & RpoJudgement;
  readonly rto: RtoJudgement & Pick<RtoFacts, 'breachedSince'>;
}

/** Trouble that lasts as long as this does not pass by itself. */
const LASTS_AFTER_MS = 24 * 3_600_000;

/**
 * Says how an item is in one word, by the worst of what is not as it should be: trouble of the service is worse than what its users have to put
 * right, and what lasts is worse than what may pass. The same error of two backups running is persistent, and so is what has lasted
 * for a day.
 */
export function judgeHealth(facts: HealthFacts): Health {
  const { isProtected } = facts.rpo;
  const ofAlerts = facts.alerts.map((alert) => alertReason(alert, facts.rpo.now));
  if (!isProtected) {
    // What there is may be restored still.
    const ofPoints = [...pointReasons(facts), ...ofAlerts.filter(({ code }) => code === 'UNUSUAL_CHANGE')];
    return { status: 'NOT_PROTECTED', reasons: [STOPPED, ...ofPoints] };
  }
  const reasons = [...failureReasons(facts), ...objectiveReasons(facts), ...pointReasons(facts), ...ofAlerts].toSorted(
    (a, b) => HEALTH_STATUSES.indexOf(wordOf(b)) - HEALTH_STATUSES.indexOf(wordOf(a)),
  );
  const [worst] = reasons;
  if (facts.newest === null && (!worst || worst.code === 'RPO_AT_RISK')) {
    return { status: 'PENDING', reasons: [pending(facts), ...reasons] };
  }
  return { status: worst ? wordOf(worst) : 'HEALTHY', reasons };
}

function wordOf({ fault, lasts }: HealthReason): HealthStatus {
  return `${lasts}_${fault === 'USER' ? 'DEGRADED' : 'UNHEALTHY'}`;
}

const STOPPED: HealthReason = {
  code: 'PROTECTION_STOPPED',
  text: 'Its protection is stopped: no new backups are made.',
  fault: 'USER',
  lasts: 'PERSISTENT',
  since: null,
};

function pending({ rpo }: HealthFacts): HealthReason {
  return {
    code: 'FIRST_BACKUP_PENDING',
    text: 'It waits for a backup: nothing of it could be restored now.',
    fault: 'USER',
    lasts: 'TRANSIENT',
    since: rpo.protectedAt,
  };
}

function failureReasons({ failures, rpo }: HealthFacts): HealthReason[] {
  const [last] = failures;
  if (!last) return [];
  const firstOther = failures.findIndex(({ error }) => error.code !== last.error.code);
  const same = firstOther === -1 ? failures : failures.slice(0, firstOther);
  const since = same.at(-1)?.at ?? last.at;
  const isAll = same.length < FAILURES_LOOKED_AT;
  const times = same.length > 1 ? ` (${isAll ? '' : 'at least '}${same.length} times running)` : '';
  return [
    {
      code: 'BACKUP_FAILING',
      text: `Its last backup failed${times}: ${last.error.message}`,
      fault: last.error.fault,
      lasts: same.length > 1 ? 'PERSISTENT' : lastsAt(since, rpo.now),
      since: isAll ? since : null,
    },
  ];
}

function objectiveReasons(facts: HealthFacts): HealthReason[] {
  const { rpo, rto } = facts;
  const reasons: HealthReason[] = [];
  const fault = facts.failures[0]?.error.fault ?? (isForUsers(rpo) ? 'USER' : 'SERVICE');
  if (rpo.state === 'AT_RISK') {
    reasons.push({ code: 'RPO_AT_RISK', text: rpo.text, fault, lasts: 'TRANSIENT', since: null });
  }
  if (rpo.state === 'BREACHED' && rpo.breachAt) {
    const lasts = lastsAt(rpo.breachAt, rpo.now);
    reasons.push({ code: 'RPO_BREACHED', text: rpo.text, fault, lasts, since: rpo.breachAt });
  }
  if (rto.state === 'BREACHED' && rto.achieved) {
    // Not since the last one: each of a drill a day would make it new again.
    const since = rto.breachedSince ?? rto.achieved.at;
    reasons.push({ code: 'RTO_BREACHED', text: rto.text, fault: 'SERVICE', lasts: lastsAt(since, rpo.now), since });
  }
  return reasons;
}

/** Where nothing is planned, or nothing that ends in time, the schedule and the objective do not fit: that is for its users to change. */
function isForUsers({ state, expectedAt, breachAt }: HealthFacts['rpo']): boolean {
  if (expectedAt === null) return true;
  return state === 'AT_RISK' && breachAt !== null && expectedAt > breachAt;
}

function pointReasons({ newest, rpo }: HealthFacts): HealthReason[] {
  if (!newest) return [];
  const reasons: HealthReason[] = [];
  if (newest.damage) {
    const { text, at } = newest.damage;
    const code = rpo.capturedAt === null ? 'NO_GOOD_POINT' : 'NEWEST_POINT_DAMAGED';
    const none =
      code === 'NO_GOOD_POINT' ? 'No recovery point of it is whole: ' : 'Its newest recovery point is damaged: ';
    reasons.push({ code, text: none + text, fault: 'SERVICE', lasts: lastsAt(at, rpo.now), since: at });
  }
  return reasons;
}

function alertReason({ kind, error, firedAt, count }: HealthFacts['alerts'][number], now: Date): HealthReason {
  const lasts = count > 1 ? 'PERSISTENT' : lastsAt(firedAt, now);
  return { code: kind, text: error.message, fault: error.fault, lasts, since: firedAt };
}

function lastsAt(since: Date, now: Date): Persistence {
  return now.getTime() - since.getTime() >= LASTS_AFTER_MS ? 'PERSISTENT' : 'TRANSIENT';
}
