import { expect, test } from 'vitest';
import { restoreFailed } from '../errors.ts';
import { failureOfPump } from './pump.ts';

const done = <T>(value: T): PromiseSettledResult<T> => ({ status: 'fulfilled', value });
const failed = (reason: unknown): PromiseRejectedResult => ({ status: 'rejected', reason });
const BROKEN_PIPE = failed(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));

test('a dump that failed is told, not that pg_restore found its end', () => {
  const said = 'pg_dump: error: Dumping the contents of table "notes" failed: PQgetResult() failed.';
  for (const words of ['could not read from input file: end of file', 'input file is too short (read 0, expected 5)']) {
    const restored = failed(restoreFailed('pg_restore', { code: 1, said: `pg_restore: error: ${words}` }));
    expect(failureOfPump({ piped: done(undefined), dumped: done({ code: 1, said }), restored })).toMatchObject({
      reason: { message: expect.stringContaining('table "notes" failed') },
    });
  }
});

test('what pg_restore failed of is told, not that pg_dump could write to nobody', () => {
  const said = 'pg_restore: error: could not execute query: ERROR:  permission denied for database shop';
  const restored = failed(restoreFailed('pg_restore', { code: 1, said }));
  const went = { code: 1, said: 'pg_dump: error: could not write to output file: Broken pipe' };
  for (const dumped of [done(went), done({ code: null, said: '' }), done({ code: 0, said: '' })]) {
    expect(failureOfPump({ piped: BROKEN_PIPE, dumped, restored })).toMatchObject({
      reason: { message: expect.stringContaining('permission denied') },
    });
  }
});

test('a dump that failed is a failure even where pg_restore saw none, and so is a pipe that broke', () => {
  const restored = done('');
  const dumped = done({ code: 1, said: 'pg_dump: error: out of memory' });
  expect(failureOfPump({ piped: done(undefined), dumped, restored })).toMatchObject({
    reason: { code: 'RESTORE_FAILED' },
  });
  const whole = done({ code: 0, said: '' });
  expect(failureOfPump({ piped: BROKEN_PIPE, dumped: whole, restored })).toEqual({ reason: BROKEN_PIPE.reason });
  expect(failureOfPump({ piped: done(undefined), dumped: whole, restored })).toBeUndefined();
});
