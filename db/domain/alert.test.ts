import { expect, test } from 'vitest';
import { alertFingerprint, failureKind } from './alert.ts';

const TROUBLE = { kind: 'BACKUP_FAILED', subjectId: 'itm_1', code: 'SOURCE_NOT_FOUND' } as const;

test('the same trouble at the same thing has one fingerprint', () => {
  expect(alertFingerprint({ ...TROUBLE })).toBe(alertFingerprint(TROUBLE));
});

test('another kind, another thing or another code is another trouble', () => {
  const others = [
    { ...TROUBLE, kind: 'RESTORE_FAILED' as const },
    { ...TROUBLE, subjectId: 'itm_2' },
    { ...TROUBLE, code: 'VAULT_FULL' },
  ];
  expect(new Set([TROUBLE, ...others].map(alertFingerprint)).size).toBe(4);
});

test.each([
  ['BACKUP', 'BACKUP_FAILED'],
  ['RESTORE', 'RESTORE_FAILED'],
  ['RETENTION', 'RETENTION_FAILED'],
] as const)('a failed %s raises %s', (operation, kind) => {
  expect(failureKind(operation)).toBe(kind);
});
