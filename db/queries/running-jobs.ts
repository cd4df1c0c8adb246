import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { MOVING_OPERATIONS, type Load } from '../domain/admission.ts';
import { NOW } from '../schema/columns.ts';
import { jobAttempts, jobs, protectedItems } from '../schema/index.ts';
import { hostOf, parseSource, type SourceConfig, type SourceKind } from '../sources/index.ts';

/** Where a job that moves data puts its load. */
export interface Place {
  readonly siteId: string;
  readonly vaultId: string | null;
  /** Null: the site's own machine. */
  readonly host: string | null;
}

/** The limits at a job's place, with the names they are told by. */
export interface Limits {
  readonly site: { readonly name: string; readonly maxJobs: number | null; readonly maxJobsPerHost: number | null };
  readonly vault: { readonly name: string; readonly maxJobs: number | null } | null;
}

/**
 * The places of all jobs that move data now. One whose worker has not been heard of for a whole lease does not count: it
 * may wait for its machine for days.
 */
export async function runningJobs(tx: Transaction): Promise<Place[]> {
  const rows = await tx
    .select({
      siteId: jobs.siteId,
      vaultId: protectedItems.vaultId,
      kind: protectedItems.kind,
      config: protectedItems.config,
    })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .innerJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .where(
      and(
        isNull(jobAttempts.endedAt),
        gt(jobAttempts.leaseUntil, NOW),
        inArray(jobs.operation, [...MOVING_OPERATIONS]),
      ),
    );
  return rows.map(placeOf);
}

/** The place of a job of an item. */
export function placeOf(row: {
  siteId: string;
  vaultId: string | null;
  kind: SourceKind | null;
  config: SourceConfig | null;
}): Place {
  const { siteId, vaultId, kind, config } = row;
  const source = kind === null ? undefined : parseSource({ kind, config });
  return { siteId, vaultId, host: source ? hostOf(source) : null };
}

/** What the places that a job would load carry already. */
export function loadsAt(place: Place, limits: Limits, running: readonly Place[]): Load[] {
  const ofSite = running.filter(({ siteId }) => siteId === place.siteId);
  const { site, vault } = limits;
  const loads: Load[] = [
    { reason: 'SITE', name: site.name, running: ofSite.length, limit: site.maxJobs },
    {
      reason: 'HOST',
      name: place.host ?? site.name,
      running: ofSite.filter(({ host }) => host === place.host).length,
      limit: site.maxJobsPerHost,
    },
  ];
  if (!vault) return loads;
  const ofVault = running.filter(({ vaultId }) => vaultId === place.vaultId).length;
  return [...loads, { reason: 'VAULT', name: vault.name, running: ofVault, limit: vault.maxJobs }];
}
