import { expect, test } from 'vitest';
import { waitLine } from './waiting.ts';

test('what a queued job waits for is told with the place and its limit, the end of the pause, or the clean-up of the vault', () => {
  expect(waitLine({ reason: 'VAULT', name: 'main', limit: 2 })).toBe(
    'Waits for its turn: vault `main` runs as many jobs as it may (2).',
  );
  expect(waitLine({ reason: 'HOST', name: 'db1.example', limit: 1 })).toBe(
    'Waits for its turn: host `db1.example` runs as many jobs as it may (1).',
  );
  expect(waitLine({ reason: 'MAINTENANCE', name: 'main' })).toBe(
    'Waits while vault `main` is cleaned up or repaired, for minutes at most.',
  );
  expect(waitLine({ reason: 'DRILLS', name: 'default', limit: 1 })).toBe(
    'Waits for its turn: site `default` runs as many drills as it may (1).',
  );
  expect(waitLine({ reason: 'PAUSE', name: 'default', until: '2026-11-22T06:00:00.000Z' })).toBe(
    'Waits for the end of a pause: site `default` until <!date^1795327200^{date_short_pretty} {time}|2026-11-22 06:00 UTC>.',
  );
});
