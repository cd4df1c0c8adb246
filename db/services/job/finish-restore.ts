import type { Services } from '../context.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import { endJob } from './end-job.ts';
import type { Warnings } from '../../domain/job.ts';
import { assertHeld, type Hold } from './hold.ts';

/** What a restore brought, in bytes and milliseconds. */
export interface RestoreResult {
  readonly restoredTo: string;
  readonly files: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Where what stood there before is kept, and until when. */
  readonly replaced?: { keptAt: string; keptUntil: Date } | undefined;
  readonly warnings: Warnings;
}

/**
 * Ends a restore whose data is in place. A request to cancel that came after the swap no longer counts: the target is
 * wholly new.
 * @throws FencedError
 */
export async function finishRestore(services: Services, hold: Hold, restored: RestoreResult): Promise<void> {
  await services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const { warnings, replaced, ...figures } = restored;
    await endJob(
      tx,
      { job, hold },
      {
        status: warnings.count > 0 ? 'COMPLETED_WITH_WARNINGS' : 'COMPLETED',
        message: `Restored to ${restored.restoredTo}.`,
        warnings,
        result: {
          ...figures,
          replacedKeptAt: replaced?.keptAt ?? null,
          replacedKeptUntil: replaced?.keptUntil.toISOString() ?? null,
        },
      },
    );
    await resolveAlerts(tx, { kind: 'RESTORE_FAILED', itemId: job.itemId });
  });
}
