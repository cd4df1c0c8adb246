import type { Services } from '../context.ts';
import { assertHeld, type Hold } from './hold.ts';
import type { JobEventType } from '../../domain/job.ts';
import { recordEvent } from './record-event.ts';

/**
 * Adds a line to the job's log while the attempt holds the job.
 * @throws FencedError
 */
export async function noteEvent(
  services: Services,
  hold: Hold,
  event: { type: JobEventType; message: string },
): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await recordEvent(tx, { ...hold, ...event });
  });
}
