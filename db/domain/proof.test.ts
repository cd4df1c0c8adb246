import { describe, expect, test } from 'vitest';
import { judgeProof, provenForMs, type ProofFacts } from './proof.ts';

const day = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 86_400_000);
const FACTS: ProofFacts = {
  rule: { everyDays: 30, since: day(0).toISOString() },
  protectedSince: day(0),
  firstPointAt: day(0),
  lastProvenAt: null,
  failedAt: null,
};

test('the grace is a fifth of the days between drills, and a day at least', () => {
  expect(provenForMs({ everyDays: 30 })).toBe(36 * 86_400_000);
  expect(provenForMs({ everyDays: 1 })).toBe(2 * 86_400_000);
});

describe('an item that was never proven', () => {
  test('is not late before the grace is over, and is from then on', () => {
    expect(judgeProof(FACTS, day(36))).toMatchObject({ state: 'NEVER', dueBy: day(36), isLate: false });
    expect(judgeProof(FACTS, new Date(day(36).getTime() + 1))).toMatchObject({ state: 'NEVER', isLate: true });
  });

  test.each([
    { protectedSince: day(10) },
    { firstPointAt: day(10) },
    { rule: { everyDays: 30, since: day(10).toISOString() } },
  ])('is asked for it only since it is under the rule and has something to restore: %o', (later) => {
    expect(judgeProof({ ...FACTS, ...later }, day(45))).toMatchObject({ dueBy: day(46), isLate: false });
  });

  test('without any recovery point nothing is late: nothing could be proven', () => {
    expect(judgeProof({ ...FACTS, firstPointAt: null }, day(400))).toMatchObject({
      state: 'NEVER',
      dueBy: null,
      isLate: false,
    });
  });
});

test('one that was proven stays so until the grace is over, then it is overdue', () => {
  const proven = { ...FACTS, lastProvenAt: day(5) };
  expect(judgeProof(proven, day(41))).toMatchObject({ state: 'PROVEN', dueBy: day(41), isLate: false });
  expect(judgeProof(proven, day(42))).toMatchObject({ state: 'OVERDUE', isLate: true });
});

test.each([{ protectedSince: day(90) }, { rule: { everyDays: 30, since: day(90).toISOString() } }])(
  'one that was proven before anybody asked, or before it was resumed, has the days of its rule from then on: %o',
  (later) => {
    const proven = { ...FACTS, lastProvenAt: day(5), ...later };
    expect(judgeProof(proven, day(91))).toMatchObject({ state: 'OVERDUE', dueBy: day(126), isLate: false });
    expect(judgeProof(proven, day(127))).toMatchObject({ state: 'OVERDUE', isLate: true });
  },
);

test('where no rule asks, nothing is late, and what a drill by hand has shown is still told', () => {
  expect(judgeProof({ ...FACTS, rule: null, lastProvenAt: day(1) }, day(900))).toMatchObject({
    state: 'NOT_ASKED',
    lastProvenAt: day(1),
    isLate: false,
    text: expect.stringContaining('2026-01-02'),
  });
});

describe('a drill that failed and that none has made good', () => {
  const failedAt = day(20);

  test.each([
    [{ lastProvenAt: day(5) }, 'Last proven restorable 2026-01-06 00:00 UTC. A drill since has failed, at'],
    [{ lastProvenAt: day(25) }, 'A drill of a newer point has failed, at 2026-01-21 00:00 UTC.'],
    [{ lastProvenAt: null }, 'A drill has failed, at 2026-01-21 00:00 UTC.'],
    [{ lastProvenAt: day(5), rule: null }, 'Last proven restorable 2026-01-06 00:00 UTC. Its policy asks for no'],
  ])('is the state of its item, whatever was proven before, and is told: %o', (more, text) => {
    const proof = judgeProof({ ...FACTS, failedAt, ...more }, day(30));
    expect(proof).toMatchObject({ state: 'FAILED', failedAt, text: expect.stringContaining(text) });
  });

  test('takes nothing from being late', () => {
    const proof = judgeProof({ ...FACTS, failedAt, lastProvenAt: day(5) }, day(42));
    expect(proof).toMatchObject({ state: 'FAILED', isLate: true, text: expect.stringContaining('too long ago') });
  });
});
