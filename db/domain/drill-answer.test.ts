import { expect, test } from 'vitest';
import { judgeAnswer } from './drill-answer.ts';

test.each([
  [{ equals: '42' }, '42', true],
  [{ equals: '42' }, '42 ', false],
  [{ equals: '' }, null, false],
  [{ atLeast: 10 }, '10', true],
  [{ atLeast: 10 }, '9.99', false],
  [{ atMost: 10 }, '1e1', true],
  [{ atLeast: 1, atMost: 3 }, '4', false],
  [{ atLeast: 0 }, null, false],
  [{ atLeast: 0 }, '', false],
  [{}, 'many', false],
  [{}, '-3.5', true],
] as const)('%o of %j: %o', (expectation, answer, passed) => {
  expect(judgeAnswer(expectation, answer).passed).toBe(passed);
});

test('a value is somebody’s data: only its beginning is shown', () => {
  const { text } = judgeAnswer({ equals: 'short' }, 'x'.repeat(4_000));
  expect(text.length).toBeLessThan(200);
  expect(text).toContain('not "short"');
});

test('what is shown of a long answer ends with a whole character, since the store takes no half ones', () => {
  for (const before of [78, 79, 80]) {
    const { text } = judgeAnswer({ equals: 'x' }, `${'a'.repeat(before)}😀${'b'.repeat(80)}`);
    expect(text.isWellFormed(), String(before)).toBe(true);
  }
});
