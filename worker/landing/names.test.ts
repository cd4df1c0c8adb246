import { expect, test } from 'vitest';
import { fitsAsName, isKeptName, isOurName, isStagingName, keptName, restoredName, stagingName } from './names.ts';

test('what is kept beside carries the time in UTC, and a number from the second of that second on', () => {
  const at = new Date('2026-01-20T23:59:58.999Z');
  expect(restoredName('data', at, 1)).toBe('data.restored-20260120-235958Z');
  expect(restoredName('data', at, 2)).toBe('data.restored-20260120-235958Z-2');
});

test('only names that Holdfast gives are its own', () => {
  expect(isStagingName(stagingName('job_1', 2))).toBe(true);
  expect(isKeptName(keptName('job_1'))).toBe(true);
  expect(isKeptName(stagingName('job_1', 2))).toBe(false);
  for (const other of ['.holdfast-restore-', '.holdfast-replaced-', 'x.holdfast-replaced-1', 'data']) {
    expect(isOurName(other)).toBe(false);
  }
});

test('a name is measured in bytes', () => {
  expect(fitsAsName('a'.repeat(255))).toBe(true);
  expect(fitsAsName('ü'.repeat(128))).toBe(false);
});
