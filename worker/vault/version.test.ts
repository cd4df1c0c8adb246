import { expect, test } from 'vitest';
import { exitMeaning } from './exit-codes.ts';
import { isAtLeast, oldestVersion, parseVersion } from './version.ts';

test('reads the version that restic prints', () => {
  expect(parseVersion('restic 0.18.0 compiled with go1.24.4 on linux/amd64\n')).toEqual({
    major: 0,
    minor: 18,
    patch: 0,
  });
  expect(parseVersion('restic 0.19.1-dev (compiled manually)')).toEqual({ major: 0, minor: 19, patch: 1 });
  expect(parseVersion('borg 1.2.4')).toBeNull();
});

test('compares numbers, not words', () => {
  expect(isAtLeast({ major: 0, minor: 9, patch: 9 }, oldestVersion)).toBe(false);
  expect(isAtLeast({ major: 0, minor: 18, patch: 1 }, oldestVersion)).toBe(true);
  expect(isAtLeast({ major: 1, minor: 0, patch: 0 }, oldestVersion)).toBe(true);
});

test('an exit code nobody knows, and death by a signal, are failures', () => {
  expect(exitMeaning(oldestVersion, 77)).toBe('failure');
  expect(exitMeaning(oldestVersion, null)).toBe('failure');
  expect(exitMeaning({ major: 0, minor: 14, patch: 0 }, 0)).toBe('failure');
});
