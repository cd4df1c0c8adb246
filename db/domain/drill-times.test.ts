import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { mayBeginAt, mayBeginUntil, nextChoice, nextDrillAt } from './drill-times.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-23T07:00:00.000Z');

test('two hundred items of a rule are spread over its days: none of thirty has more than a few of them', () => {
  const days = new Map<number, number>();
  for (let item = 0; item < 200; item += 1) {
    const at = nextDrillAt({ everyDays: 30 }, newId('protectedItem', new Date(item)), NOW);
    expect(at.getTime()).toBeGreaterThan(NOW.getTime());
    expect(at.getTime() - NOW.getTime()).toBeLessThanOrEqual(30 * DAY_MS);
    const day = Math.floor((at.getTime() - NOW.getTime()) / DAY_MS);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  expect(Math.max(...days.values())).toBeLessThan(20);
  expect(days.size).toBeGreaterThan(25);
});

test('an item is due exactly once in every stretch, always as long after the one before', () => {
  const rule = { everyDays: 7 };
  const first = nextDrillAt(rule, 'itm_1', NOW);
  const second = nextDrillAt(rule, 'itm_1', first);
  expect(second.getTime() - first.getTime()).toBe(7 * DAY_MS);
  expect(nextDrillAt(rule, 'itm_1', new Date(first.getTime() + 3 * DAY_MS))).toEqual(second);
  expect(nextDrillAt(rule, 'itm_1', new Date(second.getTime() - 1))).toEqual(second);
});

test('without windows a drill may begin at once, and inside of one too', () => {
  expect(mayBeginAt({}, 'UTC', NOW)).toEqual(NOW);
  expect(mayBeginAt({ windows: [{ from: '06:00', to: '08:00' }] }, 'UTC', NOW)).toEqual(NOW);
});

test('outside of its windows it waits for the next one, by the wall clock of the zone', () => {
  const night = { windows: [{ from: '22:00', to: '04:00' }] };
  expect(mayBeginAt(night, 'UTC', NOW)).toEqual(new Date('2026-11-23T22:00:00.000Z'));
  expect(mayBeginAt(night, 'Europe/Berlin', NOW)).toEqual(new Date('2026-11-23T21:00:00.000Z'));
  const sundays = { windows: [{ days: ['SUNDAY' as const], from: '10:00', to: '12:00' }] };
  expect(mayBeginAt(sundays, 'UTC', NOW)).toEqual(new Date('2026-11-29T10:00:00.000Z'));
  expect(mayBeginAt(sundays, 'UTC', new Date('2026-11-29T12:00:00.000Z'))).toEqual(
    new Date('2026-12-06T10:00:00.000Z'),
  );
});

test('a zone that is not known here counts as UTC', () => {
  expect(mayBeginAt({ windows: [{ from: '22:00', to: '23:00' }] }, 'Mars/Olympus', NOW)).toEqual(
    new Date('2026-11-23T22:00:00.000Z'),
  );
});

test('the choices take turns, from the first on, also where the last one is no longer among them', () => {
  const all = ['NEWEST', 'OLDEST', 'RANDOM'] as const;
  expect(nextChoice(all, null)).toBe('NEWEST');
  expect(nextChoice(all, 'NEWEST')).toBe('OLDEST');
  expect(nextChoice(all, 'RANDOM')).toBe('NEWEST');
  expect(nextChoice(['OLDEST'], 'OLDEST')).toBe('OLDEST');
  expect(nextChoice(['OLDEST', 'RANDOM'], 'NEWEST')).toBe('OLDEST');
});

test('what may begin now may until its window ends; without an end, or without windows, at any time', () => {
  const night = { windows: [{ from: '22:00', to: '04:00' }] };
  expect(mayBeginUntil(night, 'Europe/Berlin', new Date('2026-11-20T22:30:00Z'))).toEqual(
    new Date('2026-11-21T03:00:00Z'),
  );
  expect(mayBeginUntil({}, 'UTC', NOW)).toBeNull();
  const always = {
    windows: [
      { from: '00:00', to: '12:00' },
      { from: '12:00', to: '00:00' },
    ],
  };
  expect(mayBeginUntil(always, 'UTC', NOW)).toBeNull();
});
