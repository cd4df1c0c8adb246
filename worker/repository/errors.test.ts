import { hostname } from 'node:os';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { expect, test } from 'vitest';
import { ResticError, type ResticErrorKind } from '../vault/errors.ts';
import { explainEngine } from './errors.ts';

function explained(kind: ResticErrorKind, stderrTail = '') {
  return explainEngine(new ResticError(kind, { command: 'backup', stderrTail }));
}

const locked = (ago: string) => explained('locked', `lock was created at 2026-11-23 04:28:11 (${ago} ago)`);

test.each([
  ['a lock that somebody made or renewed minutes ago', locked('29m59s')],
  ['a lock whose age is not said', explained('locked')],
  ['a lock of somebody unknown that came while dead ones were removed', explained('locked-by-unknown')],
])('%s is waited for', (_told, error) => {
  expect(error).toMatchObject({ code: 'REPOSITORY_LOCKED', retryable: true, fault: 'SERVICE' });
});

test('a lock that nobody renewed for half an hour is for a person, who alone can know that its owner is dead', () => {
  expect(locked('30m0.5s')).toMatchObject({
    code: 'REPOSITORY_LOCKED',
    retryable: false,
    fault: 'USER',
    remedy: expect.stringContaining('restic unlock'),
  });
});

test('an old lock of this machine is waited for: the next attempt proves its owner dead and removes it', () => {
  const words = `repository is already locked by PID 5539 on ${hostname()} by root
lock was created at 2026-11-23 04:28:11 (5h0m0s ago)`;
  expect(explained('locked', words)).toMatchObject({ code: 'REPOSITORY_LOCKED', retryable: true });
});

test('what is not the engine’s comes back as it is', () => {
  const error = new Error('x');
  expect(explainEngine(error)).toBe(error);
  expect(explained('no-space')).toBeInstanceOf(HoldfastError);
});
