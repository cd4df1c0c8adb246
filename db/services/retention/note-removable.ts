import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { protectedItems, recoveryPoints } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { Hold } from '../job/hold.ts';
import { itemsOfJob } from './of-job.ts';

/**
 * Notes of which deleted points the days are over, for a later run to remove them: a clock that has jumped ahead is so noticed before
 * anything is lost by it. Two jumps with no run between them at the right time, or one that stays for a day, are not.
 * What was seen by a clock that has been put back since was not seen, and what was deleted by it counts its days from now.
 * @throws FencedError
 */
export async function noteRemovable(services: Services, hold: Hold): Promise<void> {
  await services.db.transaction(async (tx) => {
    const items = tx
      .select({ id: protectedItems.id })
      .from(protectedItems)
      .where(await itemsOfJob(tx, hold));
    const isDeleted = and(
      sql`${recoveryPoints.itemId} in ${items}`,
      isNotNull(recoveryPoints.deletedAt),
      isNull(recoveryPoints.removedAt),
      eq(recoveryPoints.state, 'SOFT_DELETED'),
    );
    await tx
      .update(recoveryPoints)
      .set({
        deletedAt: sql`schedule_now()`,
        removableAt: sql`schedule_now() + (removable_at - deleted_at)`,
        removalSeenAt: null,
      })
      .where(and(isDeleted, sql`deleted_at > schedule_now()`));
    await tx
      .update(recoveryPoints)
      .set({ removalSeenAt: sql`case when removable_at <= schedule_now() then schedule_now() end` })
      .where(
        and(
          isDeleted,
          sql`(removable_at <= schedule_now() and (removal_seen_at is null or removal_seen_at > schedule_now())
            or removable_at > schedule_now() and removal_seen_at is not null)`,
        ),
      );
  });
}
