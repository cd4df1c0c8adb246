import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { expect, test } from 'vitest';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { EVERYTHING } from '../kit/endurance.ts';
import { ended } from '../kit/jobs.ts';
import { peakMemory } from '../kit/peak-memory.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

const MIB = 2 ** 20;
const ALLOWED = 60 * MIB;
const POINTS_AN_ITEM = 1_000;
/** So many that the memory for one step, and what the collector leaves until it must, shows in both. */
const FEW_ITEMS = 100;
const MANY_ITEMS = 1_000;

/** Copies of an item, each with a point for each of the last hours, as backups would have left them. */
async function seedPoints(owner: Sql, itemId: string, items: number): Promise<void> {
  await owner`
    insert into protected_items
    select (jsonb_populate_record(i, jsonb_build_object('id', 'itm_' || md5(n::text), 'name', 'copy ' || n))).*
    from protected_items i, generate_series(1, ${items}) n where i.id = ${itemId}`;
  const hours = owner`protected_items item, generate_series(1, ${POINTS_AN_ITEM}) hour where item.id <> ${itemId}`;
  const id = owner`md5(item.id || hour)`;
  await owner.begin(async (tx) => {
    await tx`insert into jobs (id, operation, status, item_id, site_id, requested_by, exclusion_key, max_attempts, ended_at)
      select 'job_' || ${id}, 'BACKUP', 'COMPLETED', item.id, item.site_id, '{}', ${id}, 3, now() from ${hours}`;
    await tx`insert into recovery_points (id, item_id, job_id, type, consistency, taken_at, part_count, size_bytes, stored_bytes)
      select 'rpt_' || ${id}, item.id, 'job_' || ${id}, 'FULL', 'NONE', now() - make_interval(hours => hour), 1, 1, 1 from ${hours}`;
    await tx`insert into recovery_point_parts (point_id, ordinal, name, kind, repository_id, snapshot_id, size_bytes, stored_bytes)
      select 'rpt_' || ${id}, 0, 'files', 'TREE', item.repository_id, ${id}, 1, 1 from ${hours}`;
  });
  for (const table of ['protected_items', 'jobs', 'recovery_points', 'recovery_point_parts']) {
    await owner.unsafe(`analyze ${table}`);
  }
}

/** Applies retention in a worker of its own: how the job ended, and the most memory the worker ever held. */
async function measure(items: number) {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  const { itemId, policyId, vaultId } = await protectFolder(world, folder);
  const owner = postgres(world.ownerUrl, { max: 1 });
  await seedPoints(owner, itemId, items);
  await owner`update policies set retention = '{"all":{"keep":{"days":2}},"daily":{"keep":{"days":30}}}' where id = ${policyId}`;
  await owner.end();
  const worker = await world.startWorker();
  const { jobId } = await requestRetention(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
  const job = await ended(world, jobId, 1_200_000);
  return { job, peak: peakMemory(worker.pid) };
}

// Minutes of one core: only in the long run.
test.runIf(EVERYTHING)(
  `the worker holds as much memory for retention over ${MANY_ITEMS * POINTS_AN_ITEM} points as over ${FEW_ITEMS * POINTS_AN_ITEM}`,
  { timeout: 1_800_000 },
  async () => {
    const few = await measure(FEW_ITEMS);
    const many = await measure(MANY_ITEMS);
    for (const { job } of [few, many]) expect(job).toMatchObject({ status: 'COMPLETED', error: null });
    const expired = Number(many.job.result?.['expired']);
    expect(expired).toBe((MANY_ITEMS / FEW_ITEMS) * Number(few.job.result?.['expired']));
    expect(expired).toBeGreaterThan(MANY_ITEMS * 900);
    const told = `${(few.peak / MIB).toFixed(1)} and ${(many.peak / MIB).toFixed(1)} MiB`;
    expect(many.peak - few.peak, told).toBeLessThan(ALLOWED);
  },
);
