import { expect, test } from 'vitest';
import { changesOf } from './landed-rights.ts';

const right = { schema: 's', name: 'o"x', isSequence: false, grantee: 'anna', privilege: 'SELECT', grantable: false };

test('rights that are the same change nothing', () => {
  expect(changesOf([right], [{ ...right }])).toEqual([]);
});

test('what is too much is taken: a right, a right of everyone, and the right to pass one on', () => {
  const grantable = { ...right, grantee: 'bert', grantable: true };
  const ofAll = { ...right, grantee: null, isSequence: true };
  const meant = [{ ...grantable, grantable: false }];
  expect(changesOf([right, grantable, ofAll], meant)).toEqual([
    'revoke SELECT on table "s"."o""x" from "anna"',
    'revoke grant option for SELECT on table "s"."o""x" from "bert"',
    'revoke SELECT on sequence "s"."o""x" from public',
  ]);
});

test('what is missing is given', () => {
  expect(changesOf([{ ...right, privilege: 'INSERT' }], [{ ...right, grantable: true }])).toEqual([
    'revoke INSERT on table "s"."o""x" from "anna"',
    'grant SELECT on table "s"."o""x" to "anna" with grant option',
  ]);
});
