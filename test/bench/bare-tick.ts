import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { fromDrizzle } from 'pg-boss';
import type { Services } from '@holdfast/db/services/context';
import { newId } from '@holdfast/db/domain/ids';

/**
 * What a tick has to write, by statements for a whole batch and nothing else: no rules, no items, no policies are read, and
 * nothing is decided. @returns how many were due
 */
export async function bareTick(
  services: Services,
  { siteId, atOnce }: { siteId: string; atOnce: number },
): Promise<number> {
  let all = 0;
  for (;;) {
    const claimed = await claim(services, siteId, atOnce);
    all += claimed;
    if (claimed < atOnce) return all;
  }
}

function claim({ db, boss, clock }: Services, siteId: string, atOnce: number): Promise<number> {
  return db.transaction(async (tx) => {
    const due = await tx.execute<{ item: string }>(sql`
      select item_id as item from item_schedules where next_run_at <= now()
      order by next_run_at desc limit ${atOnce} for update skip locked`);
    if (due.length === 0) return 0;
    const rows = due.map(({ item }) => ({ item, job: newId('job', clock.now()), delivery: randomUUID() }));
    const given = sql`json_to_recordset(${JSON.stringify(rows)}::text::json) as g(item text, job text, delivery uuid)`;
    await tx.execute(sql`
      insert into jobs (id, operation, item_id, site_id, exclusion_key, max_attempts, requested_by, queue_job_id)
      select job, 'BACKUP', item, ${siteId}, 'backup:' || item, 3, '{}', delivery from ${given}`);
    await tx.execute(sql`
      insert into job_events (job_id, attempt, type, message) select job, 0, 'job.queued', 'Waiting.' from ${given}`);
    const deliveries = rows.map(({ job, delivery }) => ({ id: delivery, data: { jobId: job } }));
    await boss.insert(`backup.run/${siteId}`, deliveries, { db: fromDrizzle(tx, sql) });
    await tx.execute(sql`
      insert into scheduled_runs (item_id, rule_key, outcome, first_due_at, due_at, count, job_id, recorded_at)
      select item, 'nightly', 'QUEUED', s.next_run_at, s.next_run_at, 1, job, now()
      from ${given} join item_schedules s on s.item_id = item`);
    await tx.execute(sql`
      update item_schedules s set next_run_at = now() + interval '1 day', planned_at = now()
      from ${given} where s.item_id = item`);
    return rows.length;
  });
}
