import { expect, test } from 'vitest';
import { ProgressMeter, type Report } from './progress-meter.ts';

const MB = 1_000_000;

/** A report a second, from 0 on, of what `report` says then; and the meter after it. */
function measured(seconds: number, report: (second: number) => Report): ProgressMeter {
  const meter = new ProgressMeter();
  for (let second = 0; second <= seconds; second += 1) meter.add(report(second), second * 1000);
  return meter;
}

const steady = (total: number | undefined) => (second: number) => {
  return { percent: second, bytesDone: second * MB, bytesTotal: total };
};

test('in the first seconds nothing is said, then the rate and what is left by it', () => {
  expect(measured(2, steady(100 * MB)).paceAt(2_000)).toEqual({});
  expect(measured(10, steady(100 * MB)).paceAt(10_000)).toEqual({ bytesPerSecond: MB, secondsRemaining: 90 });
});

test('a burst at the beginning is no rate for long', () => {
  const report = (second: number) => {
    const bytesDone = second === 0 ? 0 : 500 * MB + second * MB;
    return { percent: 10, bytesDone, bytesTotal: 1_000 * MB };
  };
  const pace = measured(30, report).paceAt(30_000);
  expect(pace).toEqual({ bytesPerSecond: MB, secondsRemaining: 470 });
});

test('when nothing comes any more the rate falls to zero within twenty seconds, and no time is promised', () => {
  const meter = measured(30, steady(100 * MB));
  const rates = [30, 35, 40, 45, 50].map((second) => meter.paceAt(second * 1000).bytesPerSecond ?? -1);
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  expect(rates.at(0)).toBe(MB);
  expect(meter.paceAt(50_000)).toEqual({ bytesPerSecond: 0, secondsRemaining: undefined });
});

test('the same when reports come that say the same', () => {
  const report = (second: number) => steady(100 * MB)(Math.min(second, 30));
  expect(measured(55, report).paceAt(55_000)).toEqual({ bytesPerSecond: 0, secondsRemaining: undefined });
});

test('without a known end the time left goes by percent, without bytes there is no rate', () => {
  expect(measured(10, steady(undefined)).paceAt(10_000)).toEqual({ bytesPerSecond: MB, secondsRemaining: 90 });
  expect(measured(10, (second) => ({ percent: 2 * second })).paceAt(10_000)).toEqual({ secondsRemaining: 40 });
});

test('the engine’s own word wins where it is near, and not where it guesses or stands still', () => {
  const saying = (said: number) =>
    measured(10, (second) => ({ ...steady(100 * MB)(second), secondsRemaining: said })).paceAt(10_000).secondsRemaining;
  expect(saying(120)).toBe(120);
  expect([0, -5, 10, 400, 4e11, Number.NaN].map(saying)).toEqual([90, 90, 90, 90, 90, 90]);
  const still = measured(30, () => ({ percent: 5, bytesDone: MB, bytesTotal: 9 * MB, secondsRemaining: 60 }));
  expect(still.paceAt(30_000).secondsRemaining).toBeUndefined();
});

test('what is whole takes no more time, and what would take for ever is not said', () => {
  expect(measured(10, () => ({ percent: 100, bytesDone: MB, bytesTotal: MB })).paceAt(10_000).secondsRemaining).toBe(
    undefined,
  );
  const crawling = measured(10, (second) => ({ percent: 0, bytesDone: second, bytesTotal: 1e15 }));
  expect(crawling.paceAt(10_000)).toEqual({ bytesPerSecond: 1, secondsRemaining: undefined });
});

test('bytes that are told from a smaller number on begin anew', () => {
  const meter = measured(10, steady(100 * MB));
  meter.add({ percent: 11, bytesDone: 0, bytesTotal: 50 * MB }, 11_000);
  expect(meter.paceAt(11_500)).toEqual({});
  meter.add({ percent: 12, bytesDone: 10 * MB, bytesTotal: 50 * MB }, 16_000);
  expect(meter.paceAt(16_000)).toEqual({ bytesPerSecond: 2 * MB, secondsRemaining: 20 });
});

test('a report with every block is measured as one a second', () => {
  const meter = new ProgressMeter();
  for (let ms = 0; ms <= 60_000; ms += 1) meter.add({ percent: 0, bytesDone: ms * 1_000, bytesTotal: 100 * MB }, ms);
  expect(meter.paceAt(60_000)).toEqual({ bytesPerSecond: MB, secondsRemaining: 40 });
});

test('nothing was told: nothing is said', () => {
  expect(new ProgressMeter().paceAt(5_000)).toEqual({});
});
