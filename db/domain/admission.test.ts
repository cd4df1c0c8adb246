import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, describeWait, type Load } from './admission.ts';
import { JOB_OPERATIONS } from './job.ts';

const LOADS: Load[] = [
  { reason: 'SITE', name: 'default', running: 3, limit: 4 },
  { reason: 'HOST', name: 'db1', running: 2, limit: 2 },
  { reason: 'VAULT', name: 'main', running: 5, limit: 5 },
];
const job = { site: 'default', pausedUntil: null, loads: LOADS };

test('a job waits for the first place that is full', () => {
  expect(admit({ ...job, operation: 'BACKUP' })).toEqual({ reason: 'HOST', name: 'db1', limit: 2 });
});

test('a pause comes before any limit', () => {
  const pausedUntil = new Date('2026-11-22T06:00Z');
  expect(admit({ ...job, operation: 'BACKUP', pausedUntil })).toEqual({
    reason: 'PAUSE',
    name: 'default',
    until: '2026-11-22T06:00:00.000Z',
  });
});

test('retention moves no data: it waits for a pause alone', () => {
  expect(admit({ ...job, operation: 'RETENTION' })).toBeNull();
  expect(admit({ ...job, operation: 'RETENTION', pausedUntil: new Date(1) })).toMatchObject({ reason: 'PAUSE' });
});

const load = fc.record({
  reason: fc.constantFrom('SITE', 'HOST', 'VAULT'),
  name: fc.string(),
  running: fc.nat(20),
  limit: fc.option(fc.integer({ min: 1, max: 20 })),
});
const asked = fc.record({
  operation: fc.constantFrom(...JOB_OPERATIONS),
  site: fc.string(),
  pausedUntil: fc.option(fc.date({ noInvalidDate: true })),
  loads: fc.array(load, { maxLength: 4 }),
});

test('whatever is running, a restore begins at once', () => {
  fc.assert(fc.property(asked, (one) => admit({ ...one, operation: 'RESTORE' }) === null));
});

test('what a job waits for is true: that place is full, or there is a pause; and one more place never makes it wait', () => {
  fc.assert(
    fc.property(asked, (one) => {
      const wait = admit(one);
      const roomier = one.loads.map((place) => ({ ...place, limit: place.limit === null ? null : place.limit + 1 }));
      if (!wait) return admit({ ...one, loads: roomier }) === null;
      expect(describeWait(wait)).toMatch(/^Waits: .+\.$/s);
      if (wait.reason === 'PAUSE') return one.pausedUntil?.toISOString() === wait.until;
      return one.loads.some(({ reason, name, running, limit }) => {
        return reason === wait.reason && name === wait.name && limit === wait.limit && running >= limit;
      });
    }),
  );
});
