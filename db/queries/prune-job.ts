import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { jobs, repositories, sites, vaults } from '../schema/index.ts';

/** What a clean-up works on: the repositories of its vault at its site that were made, the first made first. */
export async function findPruneJob(db: Database, jobId: string) {
  const [found] = await db
    .select({ requestedBy: jobs.requestedBy, vault: { id: vaults.id, name: vaults.name }, site: sites })
    .from(jobs)
    .innerJoin(vaults, eq(vaults.id, jobs.vaultId))
    .innerJoin(sites, eq(sites.id, jobs.siteId))
    .where(eq(jobs.id, jobId));
  if (!found) return undefined;
  const rows = await db
    .select()
    .from(repositories)
    .where(
      and(
        eq(repositories.vaultId, found.vault.id),
        eq(repositories.siteId, found.site.id),
        isNotNull(repositories.engineId),
      ),
    )
    .orderBy(asc(repositories.id));
  return { ...found, repositories: rows };
}
