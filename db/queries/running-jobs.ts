import { sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { MOVING_OPERATIONS, type Load } from '../domain/admission.ts';
import type { JobOperation } from '../domain/job.ts';

/** Where a job that moves data puts its load. */
export interface Place {
  readonly operation: JobOperation;
  readonly siteId: string;
  readonly vaultId: string | null;
  /** Null: the site's own machine. */
  readonly host: string | null;
}

/** The limits at a job's place, with the names they are told by. */
export interface Limits {
  readonly site: {
    readonly name: string;
    readonly maxJobs: number | null;
    readonly maxJobsPerHost: number | null;
    readonly maxDrills: number;
  };
  readonly vault: { readonly name: string; readonly maxJobs: number | null } | null;
}

/** How many jobs that move data have a place, of a site and of the vaults that its items are kept in. */
export interface Running {
  readonly ofSite: number;
  /** Of these, drills. */
  readonly drills: number;
  /** By host, drills apart: they read from vaults alone. Null is the site's own machine. */
  readonly ofHost: ReadonlyMap<string | null, number>;
  /** By vault, those of other sites too. */
  readonly ofVault: ReadonlyMap<string, number>;
}

/** How long a place is kept for a job that was handed out for it: a site whose workers do not come keeps no vault from others. */
export const KEPT_SECONDS = 60;

const MOVING = sql.join(
  MOVING_OPERATIONS.map((operation) => sql`${operation}`),
  sql`, `,
);

/**
 * Counts the jobs that have a place now: those that run, but for what has not been heard of for a whole lease and may wait for its
 * machine for days; and those that were handed out for a place a moment ago. The job that asks does not count.
 */
export async function countRunning(tx: Transaction, asking: { siteId: string; jobId?: string }): Promise<Running> {
  const { siteId, jobId = '' } = asking;
  const rows = await tx.execute<{
    ownSite: boolean;
    vault: string;
    host: string | null;
    jobs: number;
    drills: number;
  }>(sql`
    with placed as (
      select job_id as id from job_attempts where ended_at is null and lease_until > now()
      union
      select id from jobs
      where released_at between now() - make_interval(secs => ${KEPT_SECONDS}) and now() and status = 'QUEUED'
    )
    select j.site_id = ${siteId} as "ownSite", i.vault_id as vault, source_host(i.kind, i.config) as host, count(*)::int as jobs,
      count(*) filter (where j.operation = 'DRILL')::int as drills
    from placed join jobs j using (id) join protected_items i on i.id = j.item_id
    where j.operation in (${MOVING}) and j.id <> ${jobId}
    group by 1, 2, 3`);
  const ofHost = new Map<string | null, number>();
  const ofVault = new Map<string, number>();
  let ofSite = 0;
  let drills = 0;
  for (const { ownSite, vault, host, ...counted } of rows) {
    const { jobs } = counted;
    ofVault.set(vault, (ofVault.get(vault) ?? 0) + jobs);
    if (!ownSite) continue;
    ofSite += jobs;
    drills += counted.drills;
    ofHost.set(host, (ofHost.get(host) ?? 0) + jobs - counted.drills);
  }
  return { ofSite, drills, ofHost, ofVault };
}

/** The same with one job more. */
export function withOneMore(running: Running, { operation, vaultId, host }: Place): Running {
  const { ofSite, drills, ofHost, ofVault } = running;
  return {
    ofSite: ofSite + 1,
    drills: drills + (operation === 'DRILL' ? 1 : 0),
    ofHost: operation === 'DRILL' ? ofHost : new Map(ofHost).set(host, (ofHost.get(host) ?? 0) + 1),
    ofVault: vaultId === null ? ofVault : new Map(ofVault).set(vaultId, (ofVault.get(vaultId) ?? 0) + 1),
  };
}

/** What the places that a job would load carry already. */
export function loadsAt({ operation, vaultId, host }: Place, { site, vault }: Limits, running: Running): Load[] {
  const ofDrills: Load = { reason: 'DRILLS', name: site.name, running: running.drills, limit: site.maxDrills };
  const ofHost: Load = {
    reason: 'HOST',
    name: nameOfHost(site.name, host),
    running: running.ofHost.get(host) ?? 0,
    limit: site.maxJobsPerHost,
  };
  const ofSite: Load = { reason: 'SITE', name: site.name, running: running.ofSite, limit: site.maxJobs };
  const loads: Load[] = operation === 'DRILL' ? [ofDrills, ofSite] : [ofSite, ofHost];
  if (!vault || vaultId === null) return loads;
  return [
    ...loads,
    { reason: 'VAULT', name: vault.name, running: running.ofVault.get(vaultId) ?? 0, limit: vault.maxJobs },
  ];
}

/** What people call it. */
export function nameOfHost(site: string, host: string | null): string {
  return host ?? `machine of ${site}`;
}
