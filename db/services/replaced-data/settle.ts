import { eq } from 'drizzle-orm';
import { NOW } from '../../schema/columns.ts';
import { replacedData } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Services } from '../context.ts';

/** Writes down that what a restore replaced was removed after its days, or why it could not be. */
export async function settleReplacedData(
  services: Services,
  kept: { jobId: string; keptAt: string; error?: string },
): Promise<void> {
  await services.db.transaction(async (tx) => {
    const change = kept.error === undefined ? { removedAt: NOW, removalError: null } : { removalError: kept.error };
    await tx.update(replacedData).set(change).where(eq(replacedData.jobId, kept.jobId));
    if (kept.error !== undefined) return;
    await audit({ actor: { type: 'system', component: 'worker' } }, tx, {
      action: 'replaced-data.removed',
      subjectId: kept.jobId,
      details: { keptAt: kept.keptAt },
    });
  });
}
