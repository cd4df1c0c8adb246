import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { protectedItems, recoveryPoints, repositories } from '../../schema/index.ts';

/** The sites whose workers reach something of this vault that can still go. */
export async function sitesWithPoints(tx: Transaction, vaultId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ siteId: protectedItems.siteId })
    .from(protectedItems)
    .innerJoin(recoveryPoints, eq(recoveryPoints.itemId, protectedItems.id))
    .where(and(eq(protectedItems.vaultId, vaultId), isNull(recoveryPoints.removedAt)));
  return rows.map(({ siteId }) => siteId).toSorted();
}

/** The sites whose workers reach a repository of this vault that was made. */
export async function sitesWithRepositories(tx: Transaction, vaultId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ siteId: repositories.siteId })
    .from(repositories)
    .where(and(eq(repositories.vaultId, vaultId), isNotNull(repositories.engineId)));
  return rows.map(({ siteId }) => siteId).toSorted();
}
