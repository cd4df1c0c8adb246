import { expect, test } from 'vitest';
import { dumpFailed } from './errors.ts';
import type { Server } from './server.ts';

const server: Server = {
  config: { host: 'db.example.org', port: 5432, user: 'backup', database: null, sslMode: 'PREFER' },
  password: 'never-told',
};

test.each([
  ['query failed: ERROR: permission denied for table orders', 'SOURCE_RIGHTS_MISSING'],
  ['query failed: ERROR: query would be affected by row-level security policy for table "t"', 'SOURCE_RIGHTS_MISSING'],
  ['query failed: ERROR: canceling statement due to statement timeout', 'SOURCE_LOCKED'],
  [
    'connection to server at "db", port 5432 failed: FATAL: password authentication failed for user "u"',
    'SOURCE_ACCESS_DENIED',
  ],
  ['connection to server at "db", port 5432 failed: FATAL: sorry, too many clients already', 'SOURCE_BUSY'],
])('%s', (said, code) => {
  const error = dumpFailed(`pg_dump: error: ${said}`, server);
  expect(error).toMatchObject({ code, message: `postgresql://db.example.org:5432: pg_dump: error: ${said}` });
});

test.each([
  'query failed: FATAL: terminating connection due to administrator command',
  'query failed: ERROR: invalid snapshot identifier: "00000003-00000004-1"',
  'connection to server at "db", port 5432 failed: Connection refused',
])('what may be over by the next attempt is left to be tried again: %s', (said) => {
  expect(dumpFailed(`pg_dump: error: ${said}`, server)).toBeUndefined();
});
