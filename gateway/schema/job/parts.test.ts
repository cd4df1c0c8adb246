import { expect, test } from 'vitest';
import { tasksOf } from './parts.ts';

const AT = new Date('2026-11-23T00:00:00Z');
const task = (attempt: number, ordinal: number, name: string, endedAt: Date | null) => {
  return { attempt, ordinal, name, startedAt: AT, endedAt };
};
const progress = {
  task: 'Transfer',
  percent: 40,
  bytesDone: 4,
  bytesTotal: 10,
  bytesPerSecond: 2,
  secondsRemaining: 3,
};

test('the task under way tells what the progress says, those before it are whole, and of others nothing is known', () => {
  const tasks = [task(1, 1, 'Transfer', AT), task(2, 1, 'Prepare', AT), task(2, 2, 'Transfer', null)];
  expect(tasksOf({ status: 'IN_PROGRESS', progress, tasks })).toMatchObject([
    { percent: null, progress: {} },
    { percent: 100, progress: {} },
    { percent: 40, progress: { bytesDone: 4, bytesTotal: 10, bytesPerSecond: 2, secondsRemaining: 3 } },
  ]);
});

test('a task whose first report is still to come is not as far as the one before it was', () => {
  const tasks = [task(1, 1, 'Transfer', AT), task(1, 2, 'Swap in', null)];
  expect(tasksOf({ status: 'IN_PROGRESS', progress, tasks })[1]).toMatchObject({ percent: null, progress: {} });
});
