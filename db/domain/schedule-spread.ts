import { createHash } from 'node:crypto';
import type { Schedule } from './schedule-schema.ts';

/**
 * Milliseconds, whole seconds from 0 to below the schedule's spread, by which an item starts after its rules' times: the
 * same for an item wherever and whenever it is asked, evenly spread over items. A wider spread keeps their order.
 */
export function spreadOffset(schedule: Pick<Schedule, 'spreadMinutes'>, itemId: string): number {
  const share = createHash('sha256').update(itemId).digest().readUIntBE(0, 6) / 2 ** 48;
  return Math.floor(share * schedule.spreadMinutes * 60) * 1000;
}
