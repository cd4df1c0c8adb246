import { expect, test } from 'vitest';
import {
  ConflictError,
  FencedError,
  HoldfastError,
  IdempotencyMismatchError,
  InvalidInputError,
  NotAuthorizedError,
  NotFoundError,
  toErrorInfo,
} from './errors.ts';

const ERRORS = [
  new InvalidInputError([{ path: 'a', message: 'is wrong' }]),
  new NotFoundError('vault', 'vlt_1'),
  new NotAuthorizedError({ action: 'start a backup', needs: 'OPERATOR' }),
  new ConflictError({ code: 'JOB_RUNNING', message: 'm', cause: 'c', remedy: 'r', jobId: 'job_1' }),
  new IdempotencyMismatchError(),
  new FencedError('job_1', 2),
];

test.for(ERRORS)('$name says code, message, cause, remedy, whether to try again and whose fault it is', (error) => {
  expect(error).toBeInstanceOf(HoldfastError);
  expect(error.name).toBe(error.constructor.name);
  const info = toErrorInfo(error);
  expect(Object.keys(info).toSorted()).toEqual(['cause', 'code', 'fault', 'message', 'remedy', 'retryable']);
  for (const text of [info.code, info.message, info.cause, info.remedy]) expect(text).not.toBe('');
});

test('what is kept of an error has no stack and nothing that was added to it', () => {
  expect(
    JSON.stringify(toErrorInfo(Object.assign(new NotFoundError('vault', 'vlt_1'), { password: 'secret' }))),
  ).not.toMatch(/stack|secret/);
});
