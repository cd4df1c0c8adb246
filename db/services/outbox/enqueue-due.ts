import { enqueue } from '../../queues/enqueue.ts';
import type { Services } from '../context.ts';
import { findDuePlaces } from './claim.ts';

/** Puts a delivery into the queue for each place with something due; a place that has one already gets no second. */
export async function enqueueDueNotices(services: Services): Promise<void> {
  const places = await findDuePlaces(services);
  if (places.length === 0) return;
  await services.db.transaction(async (tx) => {
    for (const place of places) {
      const key = `${place.teamId}:${place.channelId}`;
      await enqueue(services.boss, tx, { name: 'notify', payload: place, key });
    }
  });
}
