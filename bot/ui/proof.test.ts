import { expect, test } from 'vitest';
import { proofLine } from './proof.ts';

const PROVEN = { lastProvenAt: '2026-11-02T14:03:00.000Z' };
const DUE = { dueBy: '2026-12-02T14:03:00.000Z' };

test.each([
  [
    { state: 'PROVEN', ...PROVEN, ...DUE, isLate: false },
    /^Last proven restorable <!date.* · next drill to pass by <!date/,
  ],
  [
    { state: 'OVERDUE', ...PROVEN, ...DUE, isLate: true },
    /^⚠️ Last proven restorable .*: a drill should have passed by/,
  ],
  [{ state: 'NEVER', ...DUE, isLate: false }, /^Never proven restorable · next drill to pass by/],
  [{ state: 'NEVER', ...DUE, isLate: true }, /^⚠️ Never proven restorable: a drill should have passed by/],
  [{ state: 'NEVER', isLate: false }, /^Never proven restorable$/],
  [{ state: 'NOT_ASKED', ...PROVEN, isLate: false }, /^Last proven restorable .* · no drills are planned$/],
  [{ state: 'NOT_ASKED', isLate: false }, /^Never proven restorable · no drills are planned$/],
  [
    { state: 'FAILED', ...PROVEN, ...DUE, failedAt: '2026-11-03T14:03:00.000Z', isLate: false },
    /^⛔ \*The drill of <!date.*2026-11-03 14:03 UTC> failed\* · last proven restorable <!date.*2026-11-02/,
  ],
  [
    { state: 'FAILED', failedAt: '2026-11-03T14:03:00.000Z', isLate: false },
    /^⛔ \*The drill of .* failed\* · never proven restorable$/,
  ],
] as const)('an item says how it stands with proofs: %o', (view, words) => {
  expect(proofLine(view)).toMatch(words);
});
