import { expect, test } from 'vitest';
import { explain } from './retention-explain.ts';
import { judgeRetention } from './retention-judge.ts';
import type { RetainedPoint, Verdict } from './retention-verdict.ts';
import type { Retention } from './retention-schema.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const MOMENT = { now: NOW, timeZone: 'Europe/Berlin' };

/** A good full of the vault at that time (UTC), whose id is the time. */
function at(time: string, more: Partial<RetainedPoint> = {}): RetainedPoint {
  return {
    id: time,
    takenAt: new Date(`${time}Z`),
    type: 'FULL',
    isGood: true,
    isSuspect: false,
    needs: null,
    isHeld: false,
    immutableUntil: null,
    keepUntil: null,
    tiers: ['VAULT'],
    ...more,
  };
}

function judge(points: RetainedPoint[], retention: Retention, moment = MOMENT): Map<string, Verdict> {
  return new Map(judgeRetention(points, retention, moment).map((verdict) => [verdict.id, verdict]));
}

function staying(points: RetainedPoint[], retention: Retention): string[] {
  return [...judge(points, retention).values()].filter(({ goes }) => goes === null).map(({ id }) => id);
}

const NEWEST = at('2026-11-22T03:00');
const NOTHING: Retention = { all: { keep: { days: 1 } } };

test('the point of a day is its first in the policy’s zone, and the first good one too where that is not good', () => {
  const points = [
    at('2026-11-19T22:59'),
    at('2026-11-19T23:00', { isGood: false }),
    at('2026-11-19T23:00', { isGood: false, id: 'second of the day' }),
    at('2026-11-19T23:01'),
    at('2026-11-19T23:02'),
    at('2026-11-20T12:00'),
    NEWEST,
  ];
  expect(staying(points, { daily: { keep: { days: 30 } } })).toEqual([
    '2026-11-19T22:59',
    '2026-11-19T23:00',
    '2026-11-19T23:01',
    NEWEST.id,
  ]);
});

test('a point stays until its duration is over, and goes at that moment', () => {
  const points = [at('2026-11-15T12:00'), at('2026-11-15T12:01', { id: 'later' }), NEWEST];
  expect(staying(points, { all: { keep: { weeks: 1 } } })).toEqual(['later', NEWEST.id]);
});

test('a count keeps the newest periods that have a good point, however long ago they are, and what is between them', () => {
  const points = [
    at('2019-03-01T01:00'),
    at('2020-01-01T01:00'),
    at('2020-01-05T01:00'),
    at('2026-11-21T01:00', { isGood: false }),
    NEWEST,
  ];
  expect(staying(points, { daily: { keep: { count: 3 } } })).toEqual([
    '2020-01-01T01:00',
    '2020-01-05T01:00',
    '2026-11-21T01:00',
    NEWEST.id,
  ]);
});

test('a chosen day takes the first good point of that day, and a period without one has none', () => {
  const sunday = at('2026-11-15T01:00');
  const points = [at('2026-11-09T01:00'), sunday, at('2026-11-15T05:00'), at('2026-11-18T01:00'), NEWEST];
  expect(staying(points, { weekly: { choose: 'SUNDAY', keep: { weeks: 4 } } })).toEqual([sunday.id, NEWEST.id]);
  expect(staying(points, { monthly: { choose: { week: 'SECOND', weekday: 'MONDAY' }, keep: { months: 4 } } })).toEqual([
    '2026-11-09T01:00',
    NEWEST.id,
  ]);
});

test('a yearly rule with months keeps a point of each of them, and its count is of years', () => {
  const points = [
    at('2024-01-03T01:00'),
    at('2024-07-03T01:00'),
    at('2025-01-02T01:00'),
    at('2025-01-03T01:00'),
    at('2025-03-03T01:00'),
    at('2025-07-03T01:00'),
    NEWEST,
  ];
  const kept = judge(points, { yearly: { months: [7, 1], keep: { count: 1 } } });
  expect([...kept.values()].filter(({ goes }) => !goes).map(({ id }) => id)).toEqual([
    '2025-01-02T01:00',
    '2025-07-03T01:00',
    NEWEST.id,
  ]);
  expect(kept.get('2025-07-03T01:00')?.keptBy).toEqual([{ rule: 'yearly', period: '2025-07', until: null }]);
});

test('every rule that keeps a point is named, and the last of them says until when', () => {
  const first = at('2026-11-02T03:00');
  const verdict = judge([first, NEWEST], {
    all: { keep: { days: 25 } },
    daily: { keep: { days: 30 } },
    weekly: { keep: { weeks: 8 } },
    monthly: { keep: { months: 6 } },
    yearly: { keep: { years: 2 } },
  }).get(first.id);
  expect(verdict?.keptBy.map((reason) => [reason.rule, 'period' in reason && reason.period])).toEqual([
    ['all', '2026-11-02'],
    ['daily', '2026-11-02'],
    ['weekly', '2026-W45'],
    ['monthly', '2026-11'],
    ['yearly', '2026'],
  ]);
  expect(verdict?.until).toEqual(new Date('2028-11-02T03:00Z'));
});

test('the newest good point stays, whatever its age and the rules', () => {
  const points = [at('2001-01-01T01:00'), at('2001-01-02T01:00'), at('2001-01-01T02:00', { isGood: false })];
  expect(staying(points, NOTHING)).toEqual(['2001-01-02T01:00']);
});

test('when the newest good point is a log, the newest that restores without one stays too', () => {
  const points = [at('2001-01-01T01:00'), at('2001-01-02T01:00', { type: 'LOG', needs: 'lost' })];
  expect(staying(points, NOTHING)).toEqual(points.map(({ id }) => id));
});

test('a point that is not good goes when nothing keeps it, but not while nothing newer is good', () => {
  const points = [at('2001-01-01T01:00'), at('2001-01-02T01:00', { isGood: false })];
  expect(staying(points, NOTHING)).toEqual(points.map(({ id }) => id));
  expect(staying([...points, NEWEST], NOTHING)).toEqual([NEWEST.id]);
});

test('a point that is not good stays under all, and takes the place of none in its count', () => {
  const points = [at('2026-11-18T01:00'), at('2026-11-19T01:00', { isGood: false }), at('2026-11-20T01:00'), NEWEST];
  expect(staying(points, { all: { keep: { count: 2 } } })).toEqual(['2026-11-20T01:00', NEWEST.id]);
  expect(staying(points, { all: { keep: { count: 3 } } })).toEqual(points.map(({ id }) => id));
});

test('a full stays as long as the last log that needs it, and says so', () => {
  const full = at('2026-10-01T01:00');
  const differential = at('2026-10-02T01:00', { type: 'DIFFERENTIAL', needs: full.id });
  const log = at('2026-11-20T01:00', { type: 'LOG', needs: differential.id });
  const verdicts = judge([full, differential, log, NEWEST], { all: { keep: { days: 7 } } });
  const until = new Date('2026-11-27T01:00Z');
  expect(verdicts.get(log.id)).toMatchObject({ until, keptBy: [{ rule: 'all' }] });
  expect(verdicts.get(differential.id)).toMatchObject({ until, keptBy: [{ rule: 'needed-by', pointId: log.id }] });
  expect(verdicts.get(full.id)).toMatchObject({ until, keptBy: [{ rule: 'needed-by', pointId: differential.id }] });
});

test('of several points that need it, the one that stays longest is named and says until when; of equals the newest', () => {
  const full = at('2026-10-01T01:00');
  const keepUntil = new Date('2027-01-01T00:00Z');
  const users = ['2026-11-18T01:00', '2026-11-19T01:00', '2026-11-20T01:00', '2026-11-21T01:00'].map((time, index) =>
    at(time, { type: 'DIFFERENTIAL', needs: full.id, keepUntil: index === 1 || index === 2 ? keepUntil : null }),
  );
  const verdict = judge([full, ...users, NEWEST], { all: { keep: { days: 7 } } }).get(full.id);
  expect(verdict).toMatchObject({ until: keepUntil, keptBy: [{ rule: 'needed-by', pointId: '2026-11-20T01:00' }] });
});

test('logs are the point of no day, month or year: a full that comes later is', () => {
  const log = at('2026-01-01T01:00', { type: 'LOG' });
  const full = at('2026-01-02T01:00');
  expect(staying([log, full, NEWEST], { yearly: { keep: { years: 7 } } })).toEqual([full.id, NEWEST.id]);
});

test('points that need each other in a circle, themselves, or one that is not there, are judged all the same', () => {
  const points = [
    at('2026-11-01T01:00', { id: 'a', needs: 'b' }),
    at('2026-11-01T02:00', { id: 'b', needs: 'a', isHeld: true }),
    at('2026-11-01T03:00', { id: 'c', needs: 'c' }),
    at('2026-11-01T04:00', { id: 'd', needs: 'nobody' }),
    NEWEST,
  ];
  expect(staying(points, NOTHING)).toEqual(['a', 'b', NEWEST.id]);
});

test('a hold and immutability win over every rule; both take the chain along, even of a point that is not good', () => {
  const old = [
    at('2020-01-01T01:00', { id: 'base' }),
    at('2020-01-02T01:00', { id: 'held', isHeld: true, isGood: false, needs: 'base' }),
    at('2020-01-03T01:00', { id: 'locked', immutableUntil: new Date('2026-11-22T12:00:00.001Z') }),
    at('2020-01-04T01:00', { id: 'unlocked', immutableUntil: NOW }),
  ];
  expect(staying([...old, NEWEST], NOTHING)).toEqual(['base', 'held', 'locked', NEWEST.id]);
});

test('what a point that is not good needs stays as long as it does: it may hold the only copy of something', () => {
  const base = at('2026-11-01T01:00');
  const damaged = at('2026-11-22T01:00', { type: 'INCREMENTAL', isGood: false, needs: base.id });
  expect(staying([base, damaged, NEWEST], NOTHING)).toEqual([base.id, damaged.id, NEWEST.id]);
  expect(judge([base, damaged, NEWEST], NOTHING).get(base.id)?.until).toEqual(new Date('2026-11-23T01:00Z'));
});

test('a period whose points are all damaged keeps its first, as long as the rule says, and takes no place in a count', () => {
  const lost = ['2026-10-05T01:00', '2026-10-06T01:00', '2026-10-07T01:00'].map((time) => at(time, { isGood: false }));
  const good = at('2026-10-12T01:00');
  expect(staying([...lost, good, NEWEST], { weekly: { keep: { weeks: 8 } } })).toEqual([
    lost[0]?.id,
    good.id,
    NEWEST.id,
  ]);
  expect(staying([...lost, good, NEWEST], { weekly: { keep: { weeks: 6 } } })).toEqual([good.id, NEWEST.id]);
  expect(staying([...lost, good, NEWEST], { weekly: { keep: { count: 2 } } })).toEqual([good.id, NEWEST.id]);
  expect(staying([...lost, good, NEWEST], { weekly: { keep: { count: 3 } } })).toEqual([
    lost[0]?.id,
    good.id,
    NEWEST.id,
  ]);
});

test('the newest good point that nothing is held against stays behind any number of suspect ones, and says so', () => {
  const clean = at('2026-01-02T01:00');
  const suspect = ['2026-01-03T01:00', '2026-02-01T01:00'].map((time) => at(time, { isSuspect: true }));
  const newest = { ...NEWEST, isSuspect: true };
  const verdicts = judge([at('2026-01-01T01:00'), clean, ...suspect, newest], NOTHING);
  expect([...verdicts.values()].filter(({ goes }) => !goes).map(({ id }) => id)).toEqual([clean.id, NEWEST.id]);
  expect(verdicts.get(clean.id)?.keptBy).toEqual([{ rule: 'newest-unsuspected' }]);
  expect(staying([clean, NEWEST], NOTHING)).toEqual([NEWEST.id]);
});

test('an on-demand backup stays as long as it was asked for, or longer where a rule keeps it longer', () => {
  const keepUntil = new Date('2026-12-01T00:00Z');
  const point = at('2026-11-02T01:00', { keepUntil });
  expect(judge([point, NEWEST], NOTHING).get(point.id)).toMatchObject({ until: keepUntil, keptBy: [{ rule: 'own' }] });
  const longer = judge([point, NEWEST], { monthly: { keep: { months: 3 } } }).get(point.id);
  expect(longer?.until).toEqual(new Date('2027-02-02T01:00Z'));
});

test('points of the future stay and push nothing out, however many a jump of the clock has left', () => {
  const future = Array.from({ length: 5 }, (_, day) => at(`2031-01-0${day + 1}T01:00`, { isGood: day % 2 === 0 }));
  const points = [at('2026-11-21T03:00'), NEWEST, ...future];
  const verdicts = judge(points, { daily: { keep: { count: 1 } } });
  expect(verdicts.get(NEWEST.id)?.keptBy.map(({ rule }) => rule)).toEqual(['daily', 'newest-good']);
  expect(verdicts.get('2026-11-21T03:00')?.goes).not.toBeNull();
  for (const { id } of future) expect(verdicts.get(id)?.keptBy).toEqual([{ rule: 'future' }]);
});

test('of points of one moment, the one with the smaller id is the older', () => {
  const twins = ['b', 'a'].map((id) => at('2026-11-20T01:00', { id }));
  expect(staying([...twins, NEWEST], { daily: { keep: { days: 30 } } })).toEqual(['a', NEWEST.id]);
  expect(staying(twins, NOTHING)).toEqual(['b']);
});

test('what stays after the first of its period has gone is at once told what the next run would tell it', () => {
  const first = at('2025-01-01T01:00');
  const held = at('2025-12-01T01:00', { isHeld: true });
  const retention: Retention = { yearly: { keep: { years: 1 } } };
  const verdicts = judge([first, held, NEWEST], retention);
  expect(verdicts.get(first.id)?.goes?.why).toBe('EXPIRED');
  expect(verdicts.get(held.id)?.keptBy.map(({ rule }) => rule)).toEqual(['yearly', 'held']);
  expect(judge([held, NEWEST], retention).get(held.id)).toEqual(verdicts.get(held.id));
});

test('a snapshot goes after its days, or at once without any, but never when it is all there is of the point', () => {
  const points = [
    at('2026-11-16T12:00', { id: 'old', tiers: ['SNAPSHOT', 'VAULT'] }),
    at('2026-11-16T12:00', { id: 'only', tiers: ['SNAPSHOT'] }),
    at('2026-11-17T12:00:01', { id: 'young', tiers: ['SECONDARY', 'SNAPSHOT'] }),
    at('2026-11-16T12:00', { id: 'vault' }),
    at('2027-01-01T12:00', { id: 'future', tiers: ['SNAPSHOT', 'VAULT'] }),
  ];
  const expiring = (retention: Retention) =>
    [...judge(points, retention).values()].filter((verdict) => verdict.snapshotExpires).map(({ id }) => id);
  expect(expiring({ ...NOTHING, snapshotDays: 5 })).toEqual(['old']);
  expect(expiring({ ...NOTHING, snapshotDays: 6 })).toEqual(['old']);
  expect(expiring({ ...NOTHING, snapshotDays: 7 })).toEqual([]);
  expect(expiring(NOTHING)).toEqual(['old', 'young']);
});

test('the verdicts come in the order of the points', () => {
  const points = [NEWEST, at('2026-11-01T01:00'), at('2026-11-12T01:00')];
  expect(judgeRetention(points, NOTHING, MOMENT).map(({ id }) => id)).toEqual(points.map(({ id }) => id));
  expect(judgeRetention([], NOTHING, MOMENT)).toEqual([]);
});

test('every way to stay is told in English', () => {
  const points = [
    at('2026-11-20T01:00', { id: 'pnt_base', isHeld: true, immutableUntil: new Date('2026-12-24T06:00Z') }),
    at('2026-11-21T01:00', { id: 'pnt_log', type: 'LOG', needs: 'pnt_base', keepUntil: new Date('2026-11-30T06:00Z') }),
    at('2026-11-22T01:00', { id: 'pnt_last' }),
    at('2026-11-22T02:00', { id: 'pnt_bad', isGood: false }),
    at('2026-11-22T13:00', { id: 'pnt_future' }),
  ];
  const retention: Retention = { all: { keep: { count: 1 } }, daily: { keep: { days: 3 } } };
  expect([...judge(points, retention).values()].map(explain)).toEqual([
    'Stays: daily keeps it as the point of 2026-11-20 until 2026-11-23 01:00 UTC; it is held; it is immutable until 2026-12-24 06:00 UTC; pnt_log needs it.',
    'Stays until 2026-11-30 06:00 UTC: its own retention lasts until 2026-11-30 06:00 UTC.',
    'Stays: all keeps it as a point of 2026-11-22 by count; daily keeps it as the point of 2026-11-22 until 2026-11-25 01:00 UTC; it is the newest good point, logs counted or not, and that never goes.',
    'Stays: all keeps it as a point of 2026-11-22 by count; it is not good, but nothing newer is that could be had in its place.',
    'Stays: it is of the future, so its age is not known.',
  ]);
});

test('every way to go is told in English, with every rule that once kept the point', () => {
  const points = [
    at('2026-10-01T01:00', { id: 'expired', keepUntil: new Date('2026-10-08T00:00Z'), tiers: ['SNAPSHOT', 'VAULT'] }),
    at('2026-10-01T02:00', { id: 'no rule' }),
    at('2026-10-01T03:00', { id: 'not good', isGood: false }),
    at('2026-11-09T01:00', { id: 'surplus' }),
    NEWEST,
  ];
  const retention: Retention = { weekly: { keep: { count: 1 } }, monthly: { choose: { day: 1 }, keep: { months: 1 } } };
  const verdicts = [...judge(points, retention).values()];
  expect(verdicts.slice(0, 4).map(({ goes }) => goes?.why)).toEqual(['EXPIRED', 'NO_RULE', 'NOT_GOOD', 'SURPLUS']);
  expect(verdicts.slice(0, 4).map(explain)).toEqual([
    'Goes: weekly keeps the newest 1, and the point of 2026-W40 is older; monthly kept it as the point of 2026-10 until 2026-11-01 02:00 UTC; its own retention ended 2026-10-08 00:00 UTC. Its snapshot has served its days.',
    'Goes: no rule chose it, and nothing that stays needs it.',
    'Goes: it is not good, and a newer good point is there.',
    'Goes: weekly keeps the newest 1, and the point of 2026-W46 is older.',
  ]);
});
