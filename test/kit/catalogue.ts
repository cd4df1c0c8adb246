import { asc } from 'drizzle-orm';
import {
  policies,
  protectedItems,
  recoveryPointParts,
  recoveryPoints,
  repositories,
  vaults,
} from '@holdfast/db/schema';
import type { World } from './world.ts';

/** Everything a store knows of what is in its vaults, without what another store would call or seal differently. */
export async function catalogueOf({ store: { db } }: World) {
  const points = await db.select().from(recoveryPoints).orderBy(asc(recoveryPoints.takenAt));
  const parts = await db.select().from(recoveryPointParts).orderBy(asc(recoveryPointParts.ordinal));
  return {
    vaults: (await db.select().from(vaults).orderBy(asc(vaults.id))).map(
      ({ nextRetentionAt: _retention, nextVerifyAt: _verify, nextPruneAt: _prune, ...vault }) => vault,
    ),
    repositories: (await db.select().from(repositories).orderBy(asc(repositories.id))).map(
      ({ id, vaultId, url, engineId }) => ({ id, vaultId, url, engineId }),
    ),
    policies: (await db.select().from(policies).orderBy(asc(policies.id))).map(
      ({ createdAt: _at, ...policy }) => policy,
    ),
    items: (await db.select().from(protectedItems).orderBy(asc(protectedItems.id))).map(
      ({ createdAt: _at, protectedAt: _protected, sealedSecret: _secret, siteId: _site, ...item }) => item,
    ),
    points: points.map(({ id, committedAt: _at, warningCount: _warnings, keepUntil: _until, ...point }) => ({
      ...point,
      parts: parts.filter(({ pointId }) => pointId === id).map(({ pointId: _id, ...part }) => part),
    })),
  };
}
