import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { LeasePurpose } from '../../domain/lease.ts';
import { jobAttempts, repositories, repositoryLeases } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/** Who holds a repository, and for what. */
export interface LeaseHolder {
  readonly jobId: string;
  readonly purpose: LeasePurpose;
}

/**
 * Takes a repository's lease for an attempt, or keeps it where that attempt has it already. One that belongs to an attempt that has
 * ended is taken over. Any number of callers at once: one gets it.
 * @returns null when it was taken, else who has it
 * @throws FencedError
 */
export async function takeLease(
  services: Services,
  hold: Hold,
  { repositoryId, purpose }: { repositoryId: string; purpose: LeasePurpose },
): Promise<LeaseHolder | null> {
  return services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await tx.select().from(repositories).where(eq(repositories.id, repositoryId)).for('no key update');
    const holder = await findHolder(tx, repositoryId);
    if (holder && holder.jobId !== hold.jobId) return holder;
    const lease = { purpose, ...hold, takenAt: sql`now()`, blocks: false, blocksSince: null };
    await tx
      .insert(repositoryLeases)
      .values({ repositoryId, purpose, ...hold })
      .onConflictDoUpdate({ target: repositoryLeases.repositoryId, set: lease });
    return null;
  });
}

async function findHolder(tx: Transaction, repositoryId: string): Promise<LeaseHolder | undefined> {
  const { jobId, purpose } = repositoryLeases;
  const [holder] = await tx
    .select({ jobId, purpose })
    .from(repositoryLeases)
    .innerJoin(
      jobAttempts,
      and(
        eq(jobAttempts.jobId, repositoryLeases.jobId),
        eq(jobAttempts.number, repositoryLeases.attempt),
        isNull(jobAttempts.endedAt),
      ),
    )
    .where(eq(repositoryLeases.repositoryId, repositoryId));
  return holder;
}

/** Gives a repository's lease up, where this attempt has it. May be called again, and by an attempt that has lost its job. */
export async function giveUpLease(services: Services, hold: Hold, repositoryId: string): Promise<void> {
  await services.db
    .delete(repositoryLeases)
    .where(
      and(
        eq(repositoryLeases.repositoryId, repositoryId),
        eq(repositoryLeases.jobId, hold.jobId),
        eq(repositoryLeases.attempt, hold.attempt),
      ),
    );
}
