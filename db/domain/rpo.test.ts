import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeRpo, type RpoFacts } from './rpo.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 0, 10);

/** An item with an RPO of 25 h, a point of 02:00 that day, and the next run 24 h later. */
function facts(change: Partial<RpoFacts> = {}): RpoFacts {
  return {
    now: new Date(MIDNIGHT + 12 * HOUR),
    isProtected: true,
    objective: { seconds: 25 * 3600, from: 'POLICY' },
    protectedAt: new Date(MIDNIGHT - 30 * DAY),
    capturedAt: new Date(MIDNIGHT + 2 * HOUR),
    nextRunAt: new Date(MIDNIGHT + 26 * HOUR),
    openBackup: null,
    usualSeconds: 600,
    breachedSince: null,
    ...change,
  };
}

const at = (ms: number) => ({ now: new Date(MIDNIGHT + ms) });

test('exposure counts from the capture of the newest good point, and the text tells both numbers', () => {
  expect(judgeRpo(facts())).toEqual({
    state: 'MET',
    exposureSeconds: 10 * 3600,
    measuredFrom: new Date(MIDNIGHT + 2 * HOUR),
    hasGoodPoint: true,
    breachAt: new Date(MIDNIGHT + 27 * HOUR),
    expectedAt: new Date(MIDNIGHT + 26 * HOUR + 10 * MINUTE),
    text: 'The last 10 h of changes would be lost now. The objective is 1 d 1 h: met.',
  });
});

test('without a good point it counts from the beginning of protection, and is breached when the objective has passed since', () => {
  const fresh = facts({ capturedAt: null, protectedAt: new Date(MIDNIGHT) });
  expect(judgeRpo(fresh)).toMatchObject({ state: 'AT_RISK', exposureSeconds: 12 * 3600, hasGoodPoint: false });
  expect(judgeRpo({ ...fresh, ...at(25 * HOUR) })).toMatchObject({
    state: 'BREACHED',
    text: 'It has no good recovery point: everything would be lost now, 1 d 1 h after its protection began. The objective is 1 d 1 h: breached 0 s ago.',
  });
});

test('a breach counts since it is recorded, and before that since the item is protected: not for a time in which nothing was promised', () => {
  const late = { ...at(20 * DAY), nextRunAt: new Date(MIDNIGHT + 21 * DAY) };
  const since = new Date(MIDNIGHT + 20 * DAY - 2 * HOUR);
  const told = { state: 'BREACHED', breachAt: since, text: expect.stringContaining(': breached 2 h ago.') };
  expect(judgeRpo(facts({ ...late, breachedSince: since }))).toMatchObject(told);
  expect(judgeRpo(facts({ ...late, protectedAt: since }))).toMatchObject(told);
  expect(judgeRpo(facts({ breachedSince: since }))).toMatchObject({ breachAt: new Date(MIDNIGHT + 27 * HOUR) });
});

test('stopped it has no objective and no exposure; without an objective only the exposure is known', () => {
  expect(judgeRpo(facts({ isProtected: false }))).toMatchObject({ state: 'NONE', exposureSeconds: null });
  expect(judgeRpo(facts({ objective: null }))).toMatchObject({
    state: 'NONE',
    exposureSeconds: 10 * 3600,
    breachAt: null,
  });
});

test('it is at risk at once where nothing is planned, or nothing that ends in time', () => {
  expect(judgeRpo(facts({ nextRunAt: null }))).toMatchObject({
    state: 'AT_RISK',
    text: expect.stringContaining('no backup is planned'),
  });
  const weekly = facts({ nextRunAt: new Date(MIDNIGHT + 7 * DAY) });
  expect(judgeRpo(weekly)).toMatchObject({
    state: 'AT_RISK',
    text: expect.stringContaining('no planned backup ends before'),
  });
  expect(judgeRpo(facts({ usualSeconds: 3601 }))).toMatchObject({ state: 'AT_RISK' });
  expect(judgeRpo(facts({ usualSeconds: 3600 }))).toMatchObject({ state: 'MET' });
});

test('a backup that runs longer than usual, or waits, makes no risk until the last bit of the time', () => {
  const running = { openBackup: { startedAt: new Date(MIDNIGHT + 26 * HOUR) }, nextRunAt: null };
  expect(judgeRpo(facts({ ...running, ...at(26.7 * HOUR) }))).toMatchObject({ state: 'MET' });
  expect(judgeRpo(facts({ ...running, ...at(26.75 * HOUR) }))).toMatchObject({ state: 'AT_RISK' });
  const queued = { openBackup: { startedAt: null }, nextRunAt: null };
  expect(judgeRpo(facts({ ...queued, ...at(26.7 * HOUR) }))).toMatchObject({ state: 'MET' });
});

test('a healthy daily item is at risk at no minute of a day, whatever its backup takes within the slack that it has', () => {
  const healthy = fc.record({
    rpoMinutes: fc.integer({ min: 1480, max: 3000 }),
    takes: fc.integer({ min: 0, max: 25 }),
  });
  fc.assert(
    fc.property(healthy, ({ rpoMinutes, takes }) => {
      for (let minute = 0; minute < 1440; minute++) {
        const runs = minute < takes;
        const started = new Date(MIDNIGHT);
        const state = judgeRpo(
          facts({
            ...at(minute * MINUTE),
            objective: { seconds: rpoMinutes * 60, from: 'ITEM' },
            capturedAt: runs ? new Date(MIDNIGHT - DAY) : started,
            nextRunAt: new Date(MIDNIGHT + DAY),
            openBackup: runs ? { startedAt: started } : null,
            usualSeconds: takes * 60,
          }),
        ).state;
        if (state !== 'MET') throw new Error(`${state} at minute ${minute}`);
      }
    }),
    { numRuns: 50 },
  );
});

const instants = fc
  .integer({ min: -40 * 24 * 60, max: 40 * 24 * 60 })
  .map((minutes) => new Date(MIDNIGHT + minutes * MINUTE));
/** Protected all the time since its point: what began later cannot have been breached before. */
const anyFacts: fc.Arbitrary<RpoFacts> = fc
  .record({
    now: instants,
    isProtected: fc.constant(true),
    breachedSince: fc.constant(null),
    objective: fc.record({ seconds: fc.integer({ min: 60, max: 30 * 86_400 }), from: fc.constant('ITEM' as const) }),
    protectedAt: instants,
    capturedAt: fc.option(instants),
    nextRunAt: fc.option(instants),
    openBackup: fc.option(fc.record({ startedAt: fc.option(instants) })),
    usualSeconds: fc.integer({ min: 0, max: 86_400 }),
  })
  .map((any) => ({
    ...any,
    protectedAt: any.capturedAt && any.capturedAt < any.protectedAt ? any.capturedAt : any.protectedAt,
  }));

test('while time runs on nothing goes from met to breached without being at risk in between, and nothing gets better by itself', () => {
  fc.assert(
    fc.property(anyFacts, fc.array(fc.integer({ min: 0, max: 40 * 86_400 }), { maxLength: 30 }), (given, waits) => {
      const { breachAt } = judgeRpo(given);
      if (!breachAt) throw new Error('it has an objective');
      expect(judgeRpo({ ...given, now: new Date(breachAt.getTime() - 1) }).state).toBe('AT_RISK');
      expect(judgeRpo({ ...given, now: breachAt }).state).toBe('BREACHED');
      const order = ['MET', 'AT_RISK', 'BREACHED'];
      const states = waits
        .toSorted((a, b) => a - b)
        .map((wait) => judgeRpo({ ...given, now: new Date(given.now.getTime() + wait * 1000) }).state);
      expect(states).toEqual(states.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    }),
  );
});
