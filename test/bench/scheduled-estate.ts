import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { protectFolder, type World } from '../kit/world.ts';

const NIGHTLY = { rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] };
const YEARS_AHEAD = '50 years';

/** Very many items under one schedule, none of them due but those that are made so. */
export interface ScheduledEstate extends AsyncDisposable {
  readonly siteId: string;
  /** Adds items until there are so many, and takes out all jobs and runs there were: what differs is the items alone. */
  grow(items: number): Promise<void>;
  /** Makes so many due, chosen all over the table, and leaves the store as it is after its usual maintenance. */
  makeDue(items: number): Promise<void>;
}

/**
 * Reads all items and plans into the store's memory, as the runs of the day before do, which touch each of them. Maintenance leaves
 * nothing there; by index, since a scan of a large table leaves nothing either.
 */
async function warm(owner: Sql): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    await tx`set local enable_bitmapscan = off`;
    await tx`select sum(length(config::text)) from protected_items where id > ''`;
    await tx`select sum(extract(epoch from planned_at)) from item_schedules where item_id > ''`;
  });
}

/** One item goes through the services; the others are copies of its row and of its plan. */
export async function openScheduledEstate(world: World): Promise<ScheduledEstate> {
  const folder = join(world.data, 'scheduled');
  mkdirSync(folder);
  const siteId = await ensureSite(world.ctx, 'default');
  const { itemId, policyId } = await protectFolder(world, folder);
  await updatePolicy(world.ctx, { input: { policyId, schedule: NIGHTLY }, idempotencyKey: world.key() });
  const owner = postgres(world.ownerUrl, { max: 1, onnotice: () => undefined });
  const later = owner.unsafe(`now() + interval '${YEARS_AHEAD}'`);
  await owner`update item_schedules set next_run_at = ${later}, late_at = ${later}`;
  let made = 1;
  return {
    siteId,
    async grow(items) {
      await owner`truncate scheduled_runs, outbox, job_events, job_attempts, job_tasks, alerts, jobs cascade`;
      await owner`truncate queue.job_common`;
      const numbers = owner`generate_series(${made + 1}::int, ${items}::int) n`;
      await owner`
        insert into protected_items
        select (jsonb_populate_record(i, jsonb_build_object('id', 'itm_' || md5(n::text), 'name', 'copy ' || n))).*
        from protected_items i, ${numbers} where i.id = ${itemId}`;
      await owner`
        insert into item_schedules (item_id, rule_key, next_run_at, late_at, planned_at)
        select 'itm_' || md5(n::text), 'nightly', ${later}, ${later}, now() from ${numbers}`;
      made = items;
    },
    async makeDue(items) {
      await owner`update jobs set status = 'CANCELLED', ended_at = now() where ended_at is null`;
      await owner`update item_schedules set next_run_at = ${later}, late_at = ${later} where next_run_at < ${later} - interval '1 year'`;
      await owner`
        update item_schedules set next_run_at = now() - interval '1 second', late_at = now() + interval '1 hour'
        where item_id in (select item_id from item_schedules order by md5(item_id || ${Math.random()}) limit ${items})`;
      for (const table of ['item_schedules', 'jobs', 'job_events', 'scheduled_runs', 'protected_items']) {
        await owner.unsafe(`vacuum analyze ${table}`);
      }
      await owner`checkpoint`;
      await warm(owner);
    },
    [Symbol.asyncDispose]: () => owner.end(),
  };
}
