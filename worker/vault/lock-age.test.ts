import { expect, test } from 'vitest';
import { lockAgeMs, lockHost } from './lock-age.ts';

const said = (ago: string) =>
  `unable to create lock in backend: repository is already locked exclusively by PID 17118 on vm by root (UID 0, GID 0)
lock was created at 2026-11-23 04:28:11 (${ago} ago)
storage ID 6719355c
the \`unlock\` command can be used to remove stale locks`;

test.each([
  ['2.856994783s', 2_856.994783],
  ['1h2m3.5s', 3_723_500],
  ['45m0.1s', 2_700_100],
  ['112h0m1s', 403_201_000],
  ['950.5ms', 950.5],
  ['12µs', 0.012],
])('restic says how old a lock is: %s', (ago, ms) => {
  expect(lockAgeMs(said(ago))).toBeCloseTo(ms, 6);
});

test.each(['', 'repository is already locked by PID 5539 on vm by root', said('a while'), said('-3s')])(
  'words that do not say how old it is: %j',
  (words) => {
    expect(lockAgeMs(words)).toBeUndefined();
  },
);

test.each([
  [said('1h0m0s'), 'vm'],
  ['repository is already locked by PID 5539 on db-1.example by root', 'db-1.example'],
  ['unable to create lock', undefined],
])('restic says on which machine the owner of a lock is: %j', (words, host) => {
  expect(lockHost(words)).toBe(host);
});
