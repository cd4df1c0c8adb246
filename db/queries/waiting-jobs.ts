import { eq, sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { NEEDING_PLACE } from '../domain/admission.ts';
import type { JobOperation } from '../domain/job.ts';
import { sites } from '../schema/index.ts';
import { isBlocked, MEETS_MAINTENANCE } from './maintenance.ts';
import type { Limits, Running } from './running-jobs.ts';

/** A pause with thousands waiting ends without one huge transaction. */
export const AT_ONCE = 200;

/** The sites at which any job waits: cheap, since nearly always none does. */
export async function sitesWithWaiting(db: Database): Promise<string[]> {
  const rows = await db.execute<{ site: string }>(
    sql`select distinct site_id as site from jobs where waits_for is not null order by 1`,
  );
  return rows.map(({ site }) => site);
}

/** A site's settings, as far as they keep jobs waiting. */
export async function findSite(tx: Transaction, siteId: string) {
  const { id, name, maxJobs, maxJobsPerHost, maxDrills, pauses } = sites;
  const [site] = await tx
    .select({ id, name, maxJobs, maxJobsPerHost, maxDrills, pauses })
    .from(sites)
    .where(eq(id, siteId));
  return site;
}

/** Where there is no place, given what runs. */
export interface Full {
  readonly site: boolean;
  /** For drills alone. */
  readonly drills: boolean;
  /** Null is the site's own machine. */
  readonly hosts: readonly (string | null)[];
  readonly vaultIds: readonly string[];
}

/** Which places of a site have as many running jobs as they may. */
export async function fullPlaces(
  tx: Transaction,
  { maxJobs, maxJobsPerHost, maxDrills }: Omit<Limits['site'], 'name'>,
  running: Running,
): Promise<Full> {
  const vaults = await tx.execute<{ id: string; most: number }>(
    sql`select id, max_jobs as most from vaults where max_jobs is not null`,
  );
  return {
    site: maxJobs !== null && running.ofSite >= maxJobs,
    drills: running.drills >= maxDrills,
    hosts: [...running.ofHost].flatMap(([host, jobs]) =>
      maxJobsPerHost !== null && jobs >= maxJobsPerHost ? [host] : [],
    ),
    vaultIds: vaults.flatMap(({ id, most }) => ((running.ofVault.get(id) ?? 0) >= most ? [id] : [])),
  };
}

export interface WaitingJob extends Record<string, unknown> {
  readonly id: string;
  readonly operation: JobOperation;
  readonly siteId: string;
  readonly vaultId: string | null;
  readonly host: string | null;
  readonly vaultName: string | null;
  readonly vaultMaxJobs: number | null;
}

/**
 * The oldest jobs of a site that wait, whose repository is not blocked and for which no place is full: however many wait for a full
 * one, they hide no other.
 */
export function waitingJobs(tx: Transaction, siteId: string, full: Full): Promise<WaitingJob[]> {
  const isFull = sql`(${atFullDrills(full)} or ${full.site} or ${atFullHost(full)} or ${atFullVault(full)})`;
  const hasPlace = sql`(not (${NEEDS_PLACE}) or not ${isFull})`;
  return findWaiting(tx, siteId, hasPlace);
}

/** The oldest jobs of a site that waited for the end of their repository's maintenance alone, now that it is over. */
export function pastMaintenance(tx: Transaction, siteId: string): Promise<WaitingJob[]> {
  return findWaiting(tx, siteId, WAITS_FOR_IT_ALONE);
}

async function findWaiting(tx: Transaction, siteId: string, condition: SQL): Promise<WaitingJob[]> {
  const rows = await tx.execute<WaitingJob>(sql`
    select j.id, j.operation, j.site_id as "siteId", i.vault_id as "vaultId", ${HOST} as host,
      v.name as "vaultName", v.max_jobs as "vaultMaxJobs"
    from jobs j left join protected_items i on i.id = j.item_id left join vaults v on v.id = i.vault_id
    where j.waits_for is not null and j.site_id = ${siteId} and not (${AT_BLOCKED}) and ${condition}
    order by j.id limit ${AT_ONCE}`);
  return [...rows];
}

export const HOST = sql`source_host(i.kind, i.config)`;
export const NEEDS_PLACE = sql`j.operation in (${sql.join(
  NEEDING_PLACE.map((operation) => sql`${operation}`),
  sql`, `,
)})`;

/** A condition on a job `j` and its item `i`, which may be none. */
export const AT_BLOCKED = sql`(${MEETS_MAINTENANCE} and ${isBlocked(sql`i.repository_id`)})`;
/** Restores, and what had begun before: `beginAttempt` has the last word over what it heeds besides. */
export const WAITS_FOR_IT_ALONE = sql`(j.waits_for ->> 'reason' = 'MAINTENANCE' and (not (${NEEDS_PLACE}) or j.attempt > 0))`;

/** A condition on a job `j`. */
export function atFullDrills({ drills }: Full): SQL {
  return sql`(${drills} and j.operation = 'DRILL')`;
}

/** A condition on a job `j` and its item `i`. Drills read from no host. */
export function atFullHost({ hosts }: Full): SQL {
  const named = JSON.stringify(hosts.filter((host) => host !== null));
  const atNamed = sql`coalesce(${HOST} in (select json_array_elements_text(${named}::text::json)), false)`;
  return sql`(j.operation <> 'DRILL' and ${hosts.includes(null) ? sql`(${HOST} is null or ${atNamed})` : atNamed})`;
}

export function atFullVault({ vaultIds }: Full): SQL {
  return sql`coalesce(i.vault_id in (select json_array_elements_text(${JSON.stringify(vaultIds)}::text::json)), false)`;
}
