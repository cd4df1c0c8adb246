import { eq, sql } from 'drizzle-orm';
import { vaults } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';

/** What a look at a repository found, in bytes as stored. */
export interface MeasuredRepository {
  readonly repositoryId: string;
  readonly storedBytes: number;
  readonly removableBytes: number;
  readonly message: string;
}

/**
 * Writes down in the job's log how large a repository is: the first of a job counts as before, the last as after.
 * @throws FencedError
 */
export async function noteMeasured(services: Services, hold: Hold, measured: MeasuredRepository): Promise<void> {
  const { message, ...data } = measured;
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await recordEvent(tx, { ...hold, type: 'prune.measured', message, data });
  });
}

/**
 * Writes down what a slice freed, in bytes: what is in the job's log survives the attempt. A slice that was stopped before its end counts with
 * nothing.
 * @throws FencedError
 */
export async function noteFreed(
  services: Services,
  hold: Hold,
  { freedBytes, message }: { freedBytes: number; message: string },
): Promise<void> {
  await services.db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    await recordEvent(tx, { ...hold, type: 'prune.freed', message, data: { freedBytes } });
  });
}

/**
 * Has the vault be looked at by a verification at once, since its structure is damaged.
 * @throws FencedError
 */
export async function callForVerification(services: Services, hold: Hold): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    await tx
      .update(vaults)
      .set({ nextVerifyAt: sql`least(${vaults.nextVerifyAt}, schedule_now())` })
      .where(eq(vaults.id, job.vaultId ?? ''));
  });
}
