import { countPoints } from '../../domain/recovery-point.ts';
import { audit } from '../audit.ts';
import type { Context, Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';
import { recordEvent } from '../job/record-event.ts';
import { explainUniqueViolation } from '../unique-violation.ts';
import type { FoundPoint } from '../vault/found-point.ts';
import { restoreItems } from '../vault/rebuild-items.ts';
import { restorePoints } from '../vault/rebuild-points.ts';

/**
 * Puts points that a vault holds and the store lacks into the catalogue, as when an older copy of the store was brought back; with
 * the items and policies that they name, where the store lacks those too (law 13). All or nothing. A point whose job the store knows is
 * not touched.
 * @returns how many were put back
 * @throws FencedError; ConflictError ITEM_ELSEWHERE where the store knows an item of them in another repository
 */
export async function adoptPoints(
  services: Services,
  hold: Hold,
  { repositoryId, points }: { repositoryId: string; points: readonly FoundPoint[] },
): Promise<number> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'verification' } };
  try {
    return await services.db.transaction(async (tx) => {
      const job = await assertHeld(tx, hold);
      const { vaultId, siteId } = job;
      if (vaultId === null) throw new Error(`${job.id} is about no vault`);
      const repository = { id: repositoryId, points };
      await restoreItems(tx, { vaultId, siteId, repository });
      const adopted = await restorePoints(ctx, tx, { repository, siteId });
      if (adopted === 0) return 0;
      const message = `${countPoints(adopted)} found in the vault and put into the catalogue.`;
      await recordEvent(tx, { ...hold, type: 'reconcile.adopted', message, data: { adopted } });
      await audit(ctx, tx, {
        action: 'recovery-points.adopted',
        subjectId: vaultId,
        details: { adopted, jobId: job.id },
      });
      return adopted;
    });
  } catch (error) {
    throw explainUniqueViolation(error);
  }
}
