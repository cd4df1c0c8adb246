import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Wait } from '../../domain/admission.ts';
import { nameOfHost, type Limits } from '../../queries/running-jobs.ts';
import {
  AT_BLOCKED,
  atFullDrills,
  atFullHost,
  atFullVault,
  HOST,
  NEEDS_PLACE,
  WAITS_FOR_IT_ALONE,
  type Full,
} from '../../queries/waiting-jobs.ts';

/** Tells all jobs of a site that wait, but for those that no pause keeps, that they wait for its end, in the caller's transaction. */
export async function tellPaused(tx: Transaction, site: { id: string; name: string }, until: Date): Promise<void> {
  const wait: Wait = { reason: 'PAUSE', name: site.name, until: until.toISOString() };
  const told = sql`case when ${WAITS_FOR_IT_ALONE} then null else ${JSON.stringify(wait)}::text::jsonb end`;
  await tell(tx, site.id, { wait: told, until: sql`${wait.until}::timestamptz` });
}

/** Tells the jobs of a site that wait for a place which one it is now, in the caller's transaction: who looks sees no old reason. */
export async function tellWhy(tx: Transaction, site: { id: string } & Limits['site'], full: Full): Promise<void> {
  const ofSite: Wait = { reason: 'SITE', name: site.name, limit: site.maxJobs ?? 0 };
  const ofDrills: Wait = { reason: 'DRILLS', name: site.name, limit: site.maxDrills };
  const isTold = (reason: Wait['reason'], limit: SQL) =>
    sql`(j.waits_for ->> 'reason' = ${reason} and j.waits_for -> 'limit' = to_jsonb(${limit}))`;
  const wait = sql`case
      when ${AT_BLOCKED} then jsonb_build_object('reason', 'MAINTENANCE', 'name', v.name)
      when ${WAITS_FOR_IT_ALONE} then null
      when not (${NEEDS_PLACE}) then null
      when ${atFullDrills(full)} and ${isTold('DRILLS', sql`${site.maxDrills}::int`)} then null
      -- A reason that is still true stays: otherwise all would change whenever one job comes or goes.
      when ${full.site} and ${isTold('SITE', sql`${site.maxJobs}::int`)} then null
      when ${atFullHost(full)} and ${isTold('HOST', sql`${site.maxJobsPerHost}::int`)} then null
      when ${atFullVault(full)} and ${isTold('VAULT', sql`v.max_jobs`)} then null
      when ${atFullDrills(full)} then ${JSON.stringify(ofDrills)}::text::jsonb
      when ${full.site} then ${JSON.stringify(ofSite)}::text::jsonb
      when ${atFullHost(full)} then jsonb_build_object('reason', 'HOST',
        'name', coalesce(${HOST}, ${nameOfHost(site.name, null)}::text), 'limit', ${site.maxJobsPerHost}::int)
      when ${atFullVault(full)} then jsonb_build_object('reason', 'VAULT', 'name', v.name, 'limit', v.max_jobs)
    end`;
  await tell(tx, site.id, { wait, until: sql`jobs.paused_until` });
}

/**
 * @param told what a job `j` with its item `i` and vault `v` waits for, null for what it was; and when the pause ends that it was last
 *   kept waiting by. Rows that someone is at are left for the next time; those of which nothing changes are not touched.
 */
async function tell(tx: Transaction, siteId: string, { wait, until }: { wait: SQL; until: SQL }): Promise<void> {
  await tx.execute(sql`
    with told as (
      select j.id, ${wait} as wait
      from jobs j left join protected_items i on i.id = j.item_id left join vaults v on v.id = i.vault_id
      where j.site_id = ${siteId} and j.waits_for is not null and j.waits_for is distinct from coalesce(${wait}, j.waits_for)
      for update of j skip locked
    )
    update jobs set waits_for = told.wait, paused_until = ${until} from told where jobs.id = told.id`);
}
