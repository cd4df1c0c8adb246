import { expect, test } from 'vitest';
import { bar, bytes, count, counted, duration, instant, localTime, rate } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [9_960_000, '10 MB'],
  [999_600, '1 MB'],
  [85_400_000, '85 MB'],
  [2_800_000_000, '2.8 GB'],
  [Number.MAX_SAFE_INTEGER, '9 PB'],
  [-5, '0 B'],
])('%d bytes read as %s', (size, text) => {
  expect(bytes(size)).toBe(text);
});

test.each([
  [0, '0 s'],
  [420, '0.4 s'],
  [9_960, '10 s'],
  [59_400, '59 s'],
  [59_700, '1 min'],
  [72_000, '1 min 12 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_399_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%d ms read as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('a bar is full only at 100 percent, whatever it is given', () => {
  expect(bar(43.7)).toBe('▓▓▓▓░░░░░░ 43 %');
  expect(bar(99.99)).toBe('▓▓▓▓▓▓▓▓▓░ 99 %');
  expect(bar(100)).toBe('▓▓▓▓▓▓▓▓▓▓ 100 %');
  expect(bar(250)).toBe('▓▓▓▓▓▓▓▓▓▓ 100 %');
  expect(bar(-1)).toBe('░░░░░░░░░░ 0 %');
});

test('numbers are grouped, one of a thing is told from several', () => {
  expect(count(3_412_000)).toBe('3,412,000');
  expect(counted(1, 'file')).toBe('1 file');
  expect(counted(0, 'file')).toBe('0 files');
  expect(rate(85_000_000)).toBe('85 MB/s');
});

test('an instant shows in the zone of its reader, and in UTC where Slack shows none', () => {
  expect(instant('2026-11-22T14:03:20.500Z')).toBe(
    '<!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC>',
  );
});

test('the time in a menu is in the zone of its reader, and says UTC where the zone is unknown', () => {
  expect(localTime('2026-11-22T23:30:00Z', 'Europe/Berlin')).toBe('Mon, 23 Nov 2026, 00:30');
  expect(localTime('2026-11-22T23:30:00Z', undefined)).toBe('Sun, 22 Nov 2026, 23:30 UTC');
  expect(localTime('2026-11-22T23:30:00Z', 'Mars/Olympus')).toBe('Sun, 22 Nov 2026, 23:30 UTC');
});
