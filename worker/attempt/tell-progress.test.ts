import type { JobProgress } from '@holdfast/db/domain/job';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressTeller } from './tell-progress.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

function telling() {
  const written: (JobProgress & { at: number })[] = [];
  const teller = new ProgressTeller(async (progress) => {
    written.push({ ...progress, at: performance.now() - from });
  });
  const from = performance.now();
  teller.begin('Transfer');
  return { teller, written };
}

const MB = 1_000_000;

test('reports are written once a second, and the newest of them always in the end', async () => {
  const { teller, written } = telling();
  for (let percent = 0; percent <= 25; percent += 1) {
    teller.tell({ percent });
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(written.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 3_000]);
  expect(written.at(-1)).toMatchObject({ task: 'Transfer', percent: 25 });
});

test('a task that falls silent is told again until its rate is zero, and then no more', async () => {
  const { teller, written } = telling();
  for (let second = 0; second <= 10; second += 1) {
    teller.tell({ percent: second, bytesDone: second * MB, bytesTotal: 100 * MB });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(written.at(-1)).toMatchObject({ bytesPerSecond: MB, secondsRemaining: 90 });
  const before = written.length;
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(written.length - before).toBeLessThanOrEqual(6);
  expect(written.at(-1)).toMatchObject({ bytesPerSecond: 0, secondsRemaining: undefined, bytesDone: 10 * MB });
});

test('what comes after a silence is told at once, also while the silence itself was to be told', async () => {
  const { teller, written } = telling();
  for (const silence of [4_500, 3_600_000]) {
    for (let second = 0; second <= 5; second += 1) {
      teller.tell({ percent: 50, bytesDone: silence + second * MB });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(silence);
    const bytesDone = silence + 9 * MB;
    teller.tell({ percent: 50, bytesDone });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written.at(-1)).toMatchObject({ bytesDone });
  }
});

test('a task that begins while the last report of the one before is being written is not told as that', async () => {
  const written: JobProgress[] = [];
  const answers: (() => void)[] = [];
  const teller = new ProgressTeller((progress) => {
    written.push(progress);
    return new Promise((resolve) => answers.push(resolve));
  });
  teller.begin('Transfer');
  for (let second = 0; second <= 5; second += 1) {
    teller.tell({ percent: second, bytesDone: second * MB });
    answers.splice(0, second < 5 ? 1 : 0).forEach((answer) => answer());
    await vi.advanceTimersByTimeAsync(1_000);
  }
  teller.begin('Swap in');
  answers.forEach((answer) => answer());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written.filter(({ task }) => task !== 'Transfer')).toEqual([]);
});

test('what was said of one task is not told of the next one, which begins to be measured anew', async () => {
  const { teller, written } = telling();
  for (let second = 0; second <= 5; second += 1) {
    teller.tell({ percent: second, bytesDone: second * MB, bytesTotal: 100 * MB });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  teller.tell({ percent: 6, bytesDone: 6 * MB });
  teller.begin('Swap in');
  const before = written.filter(({ task }) => task === 'Transfer').length;
  await vi.advanceTimersByTimeAsync(60_000);
  teller.tell({ percent: 1, bytesDone: 500 * MB });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(written.filter(({ task }) => task === 'Transfer')).toHaveLength(before);
  expect(written.at(-1)).toEqual({ task: 'Swap in', percent: 1, bytesDone: 500 * MB, at: expect.any(Number) });
});

test('once the run has ended nothing is told', async () => {
  const { teller, written } = telling();
  teller.tell({ percent: 1 });
  teller.tell({ percent: 2 });
  teller.end();
  teller.tell({ percent: 3 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written.map(({ percent }) => percent)).toEqual([1]);
});

test('while the store takes its time the next report waits, and is the newest', async () => {
  const answer = Promise.withResolvers<void>();
  const written: JobProgress[] = [];
  const teller = new ProgressTeller(async (progress) => {
    written.push(progress);
    await answer.promise;
  });
  teller.begin('Transfer');
  for (let percent = 0; percent <= 9; percent += 1) {
    teller.tell({ percent });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(written.map(({ percent }) => percent)).toEqual([0]);
  answer.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(written.map(({ percent }) => percent)).toEqual([0, 9]);
});
