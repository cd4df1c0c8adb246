import { expect, test } from 'vitest';
import { NotTakenYetError, RunningAttempts } from './running.ts';
import { stopReason } from './stop-reason.ts';

test('a job has one place; leaving it twice does not take it from the run that came after', () => {
  const running = new RunningAttempts();
  const first = running.enter('job_1');
  first?.take({ jobId: 'job_1', attempt: 1 });
  expect(running.enter('job_1')).toBe(undefined);
  first?.leave();
  const second = running.enter('job_1');
  first?.leave();
  expect(second).toBeDefined();
  expect(running.hasJob('job_1')).toBe(true);
  second?.leave();
  expect(running.hasJob('job_1')).toBe(false);
});

test('a second delivery of a job that is about to be taken comes again: the first may be kept waiting, and the second be its next turn', () => {
  const running = new RunningAttempts();
  const first = running.enter('job_1');
  expect(() => running.enter('job_1')).toThrow(NotTakenYetError);
  first?.leave();
  expect(running.enter('job_1')).toBeDefined();
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
