import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { admit, needsPlace, waitsForPause, type Wait } from '../../domain/admission.ts';
import type { JobOperation } from '../../domain/job.ts';
import { readPause } from '../../domain/site.ts';
import { countRunning, loadsAt, type Limits } from '../../queries/running-jobs.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { jobs, protectedItems, sites, vaults } from '../../schema/index.ts';

/**
 * Whether a job may begin now, by the pauses of its site and the limits of its site, its source's host and its vault; what it
 * waits for where it may not. Those that are asked at once for the same limited place are answered one after another, each
 * knowing of the one before, until the caller's transaction ends.
 */
export async function admitJob(
  tx: Transaction,
  job: { id: string; operation: JobOperation },
  { goesOnInPause }: { goesOnInPause: boolean } = { goesOnInPause: false },
): Promise<Wait | null> {
  const { id, operation } = job;
  if (!waitsForPause(operation)) return null;
  const found = await limitsOf(tx, id);
  if (!found) return null;
  const { site, vault } = found.limits;
  const pausedUntil = found.pauses === null || goesOnInPause ? null : readPause(found.pauses, await scheduleNow(tx));
  const isBounded = site.maxJobs !== null || site.maxJobsPerHost !== null || (vault?.maxJobs ?? null) !== null;
  if (!isBounded || !needsPlace(operation)) return admit({ operation, site: site.name, pausedUntil, loads: [] });
  await lockPlaces(tx, found.place);
  const running = await countRunning(tx, { siteId: found.place.siteId, jobId: id });
  return admit({ operation, site: site.name, pausedUntil, loads: loadsAt(found.place, found.limits, running) });
}

async function limitsOf(tx: Transaction, jobId: string) {
  const [row] = await tx
    .select({
      siteId: jobs.siteId,
      vaultId: vaults.id,
      host: sql<string | null>`source_host(${protectedItems.kind}, ${protectedItems.config})`,
      site: { name: sites.name, maxJobs: sites.maxJobs, maxJobsPerHost: sites.maxJobsPerHost },
      vault: { name: vaults.name, maxJobs: vaults.maxJobs },
      pauses: sites.pauses,
    })
    .from(jobs)
    .innerJoin(sites, eq(sites.id, jobs.siteId))
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .leftJoin(vaults, eq(vaults.id, sql`coalesce(${protectedItems.vaultId}, ${jobs.vaultId})`))
    .where(eq(jobs.id, jobId));
  if (!row) return undefined;
  const { site, vault, pauses, ...place } = row;
  const limits: Limits = { site, vault };
  return { place, limits, pauses };
}

/** The site before the vault, so that nobody waits in a circle; the locks let others refer to the rows meanwhile. */
async function lockPlaces(tx: Transaction, { siteId, vaultId }: { siteId: string; vaultId: string | null }) {
  await tx.select({ id: sites.id }).from(sites).where(eq(sites.id, siteId)).for('no key update');
  if (vaultId === null) return;
  await tx.select({ id: vaults.id }).from(vaults).where(eq(vaults.id, vaultId)).for('no key update');
}
