import { and, eq, sql } from 'drizzle-orm';
import { FencedError } from '../../domain/errors.ts';
import { repositories, repositoryLeases } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { tellUnblocked } from './give-up.ts';

/**
 * Keeps backups, drills and restores of a repository from beginning, as long as the attempt that has its lease is open and its worker is
 * heard of. Those that have begun by then are seen by whoever looks afterwards (`findRepositoryUse`): none slips through in between.
 * @throws FencedError where the attempt does not have the lease
 */
export async function blockRepository(services: Services, hold: Hold, repositoryId: string): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    // Whoever is about to begin holds a share of this row until it has begun.
    await tx.select().from(repositories).where(eq(repositories.id, repositoryId)).for('no key update');
    const blocked = await tx
      .update(repositoryLeases)
      .set({ blocks: true, blocksSince: sql`coalesce(${repositoryLeases.blocksSince}, clock_timestamp())` })
      .where(isOurs(hold, repositoryId))
      .returning({ id: repositoryLeases.repositoryId });
    if (blocked.length === 0) throw new FencedError(hold.jobId, hold.attempt);
  });
}

/** Lets begin again what a block kept waiting, and writes into the job's log for how long that was. Does nothing where nothing is blocked. */
export async function unblockRepository(services: Services, hold: Hold, repositoryId: string): Promise<void> {
  await services.db.transaction(async (tx) => {
    const [lease] = await tx
      .select({ since: repositoryLeases.blocksSince })
      .from(repositoryLeases)
      .where(isOurs(hold, repositoryId))
      .for('update');
    if (!lease?.since) return;
    await tellUnblocked(tx, hold, lease.since);
    await tx.update(repositoryLeases).set({ blocks: false, blocksSince: null }).where(isOurs(hold, repositoryId));
  });
}

function isOurs(hold: Hold, repositoryId: string) {
  return and(
    eq(repositoryLeases.repositoryId, repositoryId),
    eq(repositoryLeases.jobId, hold.jobId),
    eq(repositoryLeases.attempt, hold.attempt),
  );
}
