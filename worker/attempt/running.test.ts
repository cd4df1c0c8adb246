import { expect, test } from 'vitest';
import { RunningAttempts } from './running.ts';
import { stopReason } from './stop-reason.ts';

test('a job has one place; leaving it twice does not take it from the run that came after', () => {
  const running = new RunningAttempts();
  const first = running.enter('job_1');
  expect(running.enter('job_1')).toBe(undefined);
  first?.leave();
  const second = running.enter('job_1');
  first?.leave();
  expect(second).toBeDefined();
  expect(running.hasJob('job_1')).toBe(true);
  second?.leave();
  expect(running.hasJob('job_1')).toBe(false);
});

test('a request to cancel stops what runs but not the taking back; everything else stops both', () => {
  const running = new RunningAttempts();
  const place = running.enter('job_1');
  running.stop('job_1', 'CANCELLED');
  expect(place && stopReason(place.signal)).toBe('CANCELLED');
  expect(place?.settling.aborted).toBe(false);
  running.stop('job_1', 'FENCED');
  expect(place && stopReason(place.settling)).toBe('FENCED');
});

test('once closed it runs nothing new, and is idle when what runs has left', async () => {
  const running = new RunningAttempts();
  const place = running.enter('job_1');
  running.close();
  expect(() => running.enter('job_2')).toThrow('STOPPING');
  const idle = running.idle();
  place?.leave();
  await idle;
});
