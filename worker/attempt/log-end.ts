import { findEndedAttempt } from '@holdfast/db/queries/runs';
import type { Hold } from '@holdfast/db/services/job/hold';
import type { Worker } from '../worker.ts';
import { endLine } from './end-line.ts';

/**
 * Writes the line of an attempt that has ended, as the store knows its end: by whatever way it came to it, this one line is written. Nothing while
 * it is open. A store that does not answer keeps nobody from going on.
 */
export async function logEnd(worker: Worker, hold: Hold, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  try {
    const ended = await findEndedAttempt(worker.services.db, hold);
    if (!ended) return;
    const { level, fields, message } = endLine(ended);
    worker.log[level]({ ...hold, ...fields, ...more }, message);
  } catch (error) {
    worker.log.warn({ ...hold, ...more, error }, 'how an attempt ended could not be read');
  }
}
