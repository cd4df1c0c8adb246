import { expect, test } from 'vitest';
import type { ErrorInfo } from './fault.ts';
import { judgeHealth, NO_SIGNALS, type HealthFacts, type HealthSignals } from './health.ts';
import { judgeRpo, type RpoFacts } from './rpo.ts';
import { judgeRto } from './rto.ts';

const NOW = new Date('2026-01-10T12:00Z');
const hours = (count: number) => new Date(NOW.getTime() - count * 3_600_000);

const POINT: HealthSignals['newest'] = { damage: null };

function facts(change: Partial<HealthSignals> = {}, rpoChange: Partial<RpoFacts> = {}): HealthFacts {
  const rpo: RpoFacts = {
    now: NOW,
    isProtected: true,
    objective: { seconds: 25 * 3600, from: 'POLICY' },
    protectedAt: hours(500),
    capturedAt: hours(10),
    nextRunAt: hours(-14),
    openBackup: null,
    usualSeconds: 600,
    breachedSince: null,
    ...rpoChange,
  };
  const rto = { isProtected: rpo.isProtected, objective: null, achieved: null, breachedSince: null };
  return {
    ...{ ...NO_SIGNALS, newest: POINT, ...change },
    rpo: { ...rpo, ...judgeRpo(rpo) },
    rto: { ...rto, ...judgeRto(rto) },
  };
}

function failed(fault: ErrorInfo['fault'], at: Date, code = 'X'): HealthSignals['failures'][number] {
  return { at, error: { code, message: `It broke: ${code}.`, cause: 'c', remedy: 'r', retryable: false, fault } };
}

const UNUSUAL: HealthSignals['alerts'][number] = {
  kind: 'UNUSUAL_CHANGE',
  error: failed('USER', NOW).error,
  firedAt: hours(3),
  count: 1,
};

const wordOf = (given: HealthFacts) => judgeHealth(given).status;

test('an item with a good point, a plan and no trouble is healthy, without a reason', () => {
  expect(judgeHealth(facts())).toEqual({ status: 'HEALTHY', reasons: [] });
});

test("the user's error degrades, the service's makes unhealthy; the same error twice running is persistent, another one is not", () => {
  expect(wordOf(facts({ failures: [failed('USER', hours(2))] }))).toBe('TRANSIENT_DEGRADED');
  expect(wordOf(facts({ failures: [failed('SERVICE', hours(2))] }))).toBe('TRANSIENT_UNHEALTHY');
  const twice = [failed('USER', hours(2)), failed('USER', hours(4))];
  expect(wordOf(facts({ failures: twice }))).toBe('PERSISTENT_DEGRADED');
  const other = [failed('SERVICE', hours(2)), failed('SERVICE', hours(4), 'Y'), failed('SERVICE', hours(5))];
  expect(wordOf(facts({ failures: other }))).toBe('TRANSIENT_UNHEALTHY');
  expect(wordOf(facts({ failures: [failed('SERVICE', hours(24))] }))).toBe('PERSISTENT_UNHEALTHY');
});

test('the reason of a failing backup says since when, how often and why', () => {
  const [reason] = judgeHealth(facts({ failures: [failed('USER', hours(2)), failed('USER', hours(4))] })).reasons;
  expect(reason).toEqual({
    code: 'BACKUP_FAILING',
    text: 'Its last backup failed (2 times running): It broke: X.',
    fault: 'USER',
    lasts: 'PERSISTENT',
    since: hours(4),
  });
});

test('of so many failures that not all were looked at it says so', () => {
  const failures = Array.from({ length: 10 }, (_, index) => failed('USER', hours(index)));
  const [reason] = judgeHealth(facts({ failures })).reasons;
  expect(reason).toMatchObject({
    text: 'Its last backup failed (at least 10 times running): It broke: X.',
    since: null,
  });
});

test('a breached RPO is the fault of what makes the backups fail; of its users where nothing is planned; else of the service', () => {
  const breached = { capturedAt: hours(26) };
  expect(wordOf(facts({}, breached))).toBe('TRANSIENT_UNHEALTHY');
  expect(wordOf(facts({}, { ...breached, nextRunAt: null }))).toBe('TRANSIENT_DEGRADED');
  expect(wordOf(facts({ failures: [failed('USER', hours(2))] }, breached))).toBe('TRANSIENT_DEGRADED');
  expect(wordOf(facts({}, { capturedAt: hours(49) }))).toBe('PERSISTENT_UNHEALTHY');
});

test('an objective that the schedule cannot keep is at risk, and for its users to change', () => {
  expect(judgeHealth(facts({}, { nextRunAt: hours(-100) }))).toMatchObject({
    status: 'TRANSIENT_DEGRADED',
    reasons: [{ code: 'RPO_AT_RISK', fault: 'USER' }],
  });
});

test('a restore that took too long makes unhealthy, and the next one that did does not make that new', () => {
  const achieved = { by: 'DRILL' as const, at: hours(1), seconds: 601, jobId: 'job_1' };
  const given = { isProtected: true, objective: { seconds: 600, from: 'ITEM' as const }, achieved };
  const healthSince = (breachedSince: Date | null) => {
    const rto = { ...given, breachedSince };
    return judgeHealth({ ...facts(), rto: { ...rto, ...judgeRto(rto) } });
  };
  expect(healthSince(null)).toMatchObject({
    status: 'TRANSIENT_UNHEALTHY',
    reasons: [{ code: 'RTO_BREACHED', since: hours(1) }],
  });
  expect(healthSince(hours(25))).toMatchObject({ status: 'PERSISTENT_UNHEALTHY', reasons: [{ since: hours(25) }] });
});

test('a damaged newest point makes unhealthy, more so without a good one; an unusual one degrades', () => {
  const damaged = {
    newest: { damage: { text: 'a pack is gone.', at: hours(1) } },
  };
  expect(judgeHealth(facts(damaged))).toMatchObject({
    status: 'TRANSIENT_UNHEALTHY',
    reasons: [{ code: 'NEWEST_POINT_DAMAGED', text: 'Its newest recovery point is damaged: a pack is gone.' }],
  });
  expect(judgeHealth(facts(damaged, { capturedAt: null })).reasons.map(({ code }) => code)).toContain('NO_GOOD_POINT');
  expect(judgeHealth(facts({ alerts: [UNUSUAL] }))).toMatchObject({
    status: 'TRANSIENT_DEGRADED',
    reasons: [{ code: 'UNUSUAL_CHANGE', since: UNUSUAL.firedAt }],
  });
  const stopped = judgeHealth(facts({ alerts: [UNUSUAL] }, { isProtected: false }));
  expect(stopped.reasons.map(({ code }) => code)).toEqual(['PROTECTION_STOPPED', 'UNUSUAL_CHANGE']);
});

test('fired alerts of missed runs and drills count, and are persistent when they repeat', () => {
  const { error } = failed('SERVICE', NOW);
  const alert = { kind: 'BACKUP_MISSED' as const, error, firedAt: hours(1), count: 1 };
  expect(wordOf(facts({ alerts: [alert] }))).toBe('TRANSIENT_UNHEALTHY');
  expect(wordOf(facts({ alerts: [{ ...alert, count: 2 }] }))).toBe('PERSISTENT_UNHEALTHY');
});

test('the worst reason decides, and stands first', () => {
  const many = facts({
    failures: [failed('USER', hours(2))],
    newest: { damage: { text: 'x', at: hours(30) } },
    alerts: [UNUSUAL],
  });
  const { status, reasons } = judgeHealth(many);
  expect(status).toBe('PERSISTENT_UNHEALTHY');
  expect(reasons.map(({ code }) => code)).toEqual(['NEWEST_POINT_DAMAGED', 'BACKUP_FAILING', 'UNUSUAL_CHANGE']);
});

test('before its first backup an item is pending, unless that fails or is overdue; stopped it is not protected', () => {
  const fresh = { capturedAt: null, protectedAt: hours(1) };
  expect(judgeHealth(facts({ newest: null }, fresh))).toMatchObject({
    status: 'PENDING',
    reasons: [{ code: 'FIRST_BACKUP_PENDING', since: hours(1) }],
  });
  expect(wordOf(facts({ newest: null, failures: [failed('USER', hours(1))] }, fresh))).toBe('TRANSIENT_DEGRADED');
  expect(wordOf(facts({ newest: null }, { capturedAt: null, protectedAt: hours(26) }))).toBe('TRANSIENT_UNHEALTHY');
  expect(judgeHealth(facts({}, { isProtected: false }))).toMatchObject({
    status: 'NOT_PROTECTED',
    reasons: [{ code: 'PROTECTION_STOPPED' }],
  });
});
