import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { Wait } from '../../domain/admission.ts';
import { nameOfHost, type Limits } from '../../queries/running-jobs.ts';
import { atFullHost, atFullVault, HOST, NEEDS_PLACE, type Full } from '../../queries/waiting-jobs.ts';

/** Tells all jobs of a site that wait that they wait for the end of its pause, in the caller's transaction. */
export async function tellPaused(tx: Transaction, site: { id: string; name: string }, until: Date): Promise<void> {
  const wait: Wait = { reason: 'PAUSE', name: site.name, until: until.toISOString() };
  await tell(tx, site.id, sql`${JSON.stringify(wait)}::text::jsonb`);
  await tx.execute(sql`
    update jobs set paused_until = ${wait.until}
    where id in (select id from jobs where site_id = ${site.id} and waits_for is not null
      and paused_until is distinct from ${wait.until}::timestamptz for update skip locked)`);
}

/** Tells the jobs of a site that wait for a place which one it is now, in the caller's transaction: who looks sees no old reason. */
export async function tellWhy(tx: Transaction, site: { id: string } & Limits['site'], full: Full): Promise<void> {
  const ofSite: Wait = { reason: 'SITE', name: site.name, limit: site.maxJobs ?? 0 };
  await tell(
    tx,
    site.id,
    sql`case
      when not (${NEEDS_PLACE}) then null
      when ${full.site} then ${JSON.stringify(ofSite)}::text::jsonb
      when ${atFullHost(full)} then jsonb_build_object('reason', 'HOST',
        'name', coalesce(${HOST}, ${nameOfHost(site.name, null)}::text), 'limit', ${site.maxJobsPerHost}::int)
      when ${atFullVault(full)} then jsonb_build_object('reason', 'VAULT', 'name', v.name, 'limit', v.max_jobs)
    end`,
  );
}

/** @param wait of a job `j` with its item `i` and vault `v`; null: what it was. Rows that someone is at are left for the next time. */
async function tell(tx: Transaction, siteId: string, wait: SQL): Promise<void> {
  await tx.execute(sql`
    with told as (
      select j.id, ${wait} as wait
      from jobs j left join protected_items i on i.id = j.item_id left join vaults v on v.id = i.vault_id
      where j.site_id = ${siteId} and j.waits_for is not null
      for update of j skip locked
    )
    update jobs set waits_for = told.wait from told
    where jobs.id = told.id and told.wait is not null and jobs.waits_for is distinct from told.wait`);
}
