import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { admit, needsPlace, waitsForMaintenance, waitsForPause, type Wait } from '../../domain/admission.ts';
import type { JobOperation } from '../../domain/job.ts';
import { readPause } from '../../domain/site.ts';
import { isBlockedNow } from '../../queries/maintenance.ts';
import { countRunning, loadsAt, type Limits } from '../../queries/running-jobs.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { jobs, protectedItems, sites, vaults } from '../../schema/index.ts';

/**
 * What a job that is to begin has to heed: one that had begun before and was cut off is no new work, and goes on in a pause; of one
 * whose worker died the place was its own, and what it left is to be settled, but not in the midst of the vault's maintenance.
 */
export type Heeds = 'ALL' | 'ALL_BUT_PAUSES' | 'MAINTENANCE';

/**
 * Whether a job may begin now, by the pauses of its site, the maintenance of its repository and the limits of its site, its source's host and
 * its vault; what it waits for where it may not. Those that are asked at once for the same limited place are answered one after another,
 * each knowing of the one before, until the caller's transaction ends; nor is its repository blocked before that.
 */
export async function admitJob(
  tx: Transaction,
  job: { id: string; operation: JobOperation },
  heeds: Heeds = 'ALL',
): Promise<Wait | null> {
  const { id, operation } = job;
  const found = await limitsOf(tx, id);
  if (!found) return null;
  const { site, vault } = found.limits;
  const pausedUntil = heeds === 'ALL' && waitsForPause(operation) ? await pauseOf(tx, found.pauses) : null;
  const blocked = waitsForMaintenance(operation) && (await isBlockedOf(tx, found.repositoryId));
  const of = { operation, site: site.name, pausedUntil, maintenanceOf: blocked ? (vault?.name ?? '') : null };
  const counts = needsPlace(operation) && isBounded(operation, found.limits) && heeds !== 'MAINTENANCE';
  if (!counts) return admit({ ...of, loads: [] });
  await lockPlaces(tx, found.place);
  const running = await countRunning(tx, { siteId: found.place.siteId, jobId: id });
  return admit({ ...of, loads: loadsAt(found.place, found.limits, running) });
}

/** How many drills run at once is always bounded. */
function isBounded(operation: JobOperation, { site, vault }: Limits): boolean {
  if (operation === 'DRILL') return true;
  return [site.maxJobs, site.maxJobsPerHost, vault?.maxJobs ?? null].some((limit) => limit !== null);
}

async function pauseOf(tx: Transaction, pauses: typeof sites.$inferSelect.pauses): Promise<Date | null> {
  return pauses === null ? null : readPause(pauses, await scheduleNow(tx));
}

async function isBlockedOf(tx: Transaction, repositoryId: string | null): Promise<boolean> {
  return repositoryId !== null && isBlockedNow(tx, repositoryId);
}

async function limitsOf(tx: Transaction, jobId: string) {
  const [row] = await tx
    .select({
      siteId: jobs.siteId,
      repositoryId: protectedItems.repositoryId,
      operation: jobs.operation,
      vaultId: vaults.id,
      host: sql<string | null>`source_host(${protectedItems.kind}, ${protectedItems.config})`,
      site: {
        name: sites.name,
        maxJobs: sites.maxJobs,
        maxJobsPerHost: sites.maxJobsPerHost,
        maxDrills: sites.maxDrills,
      },
      vault: { name: vaults.name, maxJobs: vaults.maxJobs },
      pauses: sites.pauses,
    })
    .from(jobs)
    .innerJoin(sites, eq(sites.id, jobs.siteId))
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .leftJoin(vaults, eq(vaults.id, sql`coalesce(${protectedItems.vaultId}, ${jobs.vaultId})`))
    .where(eq(jobs.id, jobId));
  if (!row) return undefined;
  const { site, vault, pauses, repositoryId, ...place } = row;
  const limits: Limits = { site, vault };
  return { place, limits, pauses, repositoryId };
}

/** The site before the vault, so that nobody waits in a circle; the locks let others refer to the rows meanwhile. */
async function lockPlaces(tx: Transaction, { siteId, vaultId }: { siteId: string; vaultId: string | null }) {
  await tx.select({ id: sites.id }).from(sites).where(eq(sites.id, siteId)).for('no key update');
  if (vaultId === null) return;
  await tx.select({ id: vaults.id }).from(vaults).where(eq(vaults.id, vaultId)).for('no key update');
}
