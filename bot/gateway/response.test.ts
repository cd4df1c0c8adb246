import { expect, test } from 'vitest';
import type { FailureReason, GatewayFailure } from './failure.ts';
import { EstateDocument as document } from './operations.generated.ts';
import { readResponse } from './response.ts';

const failureOf = (text: string, writes = true): GatewayFailure => {
  try {
    readResponse({ status: 200, text }, { document, writes });
  } catch (error) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only thing it throws
    return error as GatewayFailure;
  }
  throw new Error('it was taken for an answer');
};
const refusal = (code: string) => JSON.stringify({ errors: [{ message: 'no', extensions: { code } }] });

test('the data of an answer is given back', () => {
  expect(readResponse({ status: 200, text: '{"data":{"a":1}}' }, { document, writes: false })).toEqual({ a: 1 });
});

test.each<[string, FailureReason]>([
  ['UNMAPPED_SLACK_USER', 'UNMAPPED'],
  ['UNAUTHENTICATED', 'BOT_REFUSED'],
  ['MAY_NOT_ACT_FOR_SLACK', 'BOT_REFUSED'],
])('%s is a refusal at the door: nothing was done', (code, reason) => {
  expect(failureOf(refusal(code))).toMatchObject({ reason, mayBeDone: false });
});

test.each([
  refusal('INTERNAL_ERROR'),
  '{"errors":[{"message":"no code"}]}',
  '{"data":null}',
  '{"data":{"a":1},"errors":[{"message":"in part"}]}',
  '{}',
  '[]',
  '"text"',
  '<html>',
  '',
])('%s is a defect, after which a write may be done and a read is not', (text) => {
  expect(failureOf(text, true)).toMatchObject({ reason: 'DEFECT', mayBeDone: true });
  expect(failureOf(text, false)).toMatchObject({ reason: 'DEFECT', mayBeDone: false });
});
