import type { Sql } from 'postgres';
import { newId } from '@holdfast/db/domain/ids';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import type { Services } from '@holdfast/db/services/context';
import type { Hold } from '@holdfast/db/services/job/hold';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { applyRetention } from '@holdfast/db/services/retention/apply';
import { finishRetention } from '@holdfast/db/services/retention/finish';
import { beginRemoval, type RemovalCursor } from '@holdfast/db/services/retention/begin-removal';
import { findRemoval, finishRemoval, type Removal } from '@holdfast/db/services/retention/finish-removal';
import { noteRemovable } from '@holdfast/db/services/retention/note-removable';
import { requestRetention } from '@holdfast/db/services/retention/request';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { begin, type Row } from './kit.ts';

let made = 0;

/** An estate whose item is under a policy with these rules. */
export async function seedRetained(owner: Sql, services: Services, retention: object): Promise<Estate> {
  const estate = await seedEstate(services);
  const { policyId } = await createPolicy(
    as(services, 'ADMIN'),
    request({ name: `retained ${(made += 1)}`, retention }),
  );
  await owner`update protected_items set policy_id = ${policyId} where id = ${estate.itemId}`;
  return { ...estate, policyId };
}

/** Points of the estate's item, as backups at these moments would have left them. @returns their ids, in the same order */
export async function seedPoints(owner: Sql, estate: Estate, moments: readonly string[]): Promise<string[]> {
  const rows = moments.map((at) => ({
    at,
    id: newId('recoveryPoint', new Date(at)),
    job: newId('job', new Date(at)),
  }));
  const given = owner`json_to_recordset(${JSON.stringify(rows)}::text::json) as given(at timestamptz, id text, job text)`;
  await owner.begin(async (tx) => {
    await tx`insert into jobs (id, operation, status, item_id, site_id, requested_by, exclusion_key, max_attempts, created_at, ended_at)
      select job, 'BACKUP', 'COMPLETED', ${estate.itemId}, ${estate.siteId}, '{"type":"system","component":"worker"}', job, 3, at, at
      from ${given}`;
    await tx`insert into recovery_points (id, item_id, job_id, type, consistency, taken_at, committed_at, part_count, size_bytes, stored_bytes)
      select id, ${estate.itemId}, job, 'FULL', 'NONE', at, at, 1, 1000, 100 from ${given}`;
    await tx`insert into recovery_point_parts (point_id, ordinal, name, kind, repository_id, snapshot_id, size_bytes, stored_bytes)
      select given.id, 0, 'files', 'TREE', item.repository_id, md5(given.id) || md5(given.job), 1000, 100
      from ${given}, protected_items item where item.id = ${estate.itemId}`;
    await tx`insert into recovery_point_tiers (point_id, tier) select id, 'VAULT' from ${given}`;
  });
  return rows.map(({ id }) => id);
}

export async function beginRetention(services: Services, estate: Estate): Promise<Hold> {
  const { jobId } = await requestRetention(as(services, 'CONTRIBUTOR'), request({ vaultId: estate.vaultId }));
  return begin(services, { jobId, workerId: estate.workerId });
}

/** All that a worker does with a retention job, but for the engine's part. @returns the snapshots that the engine was to remove */
export async function runRetention(
  services: Services,
  estate: Estate,
): Promise<{ jobId: string; forgotten: string[] }> {
  const hold = await beginRetention(services, estate);
  await applyToAll(services, hold);
  const removal = await beginAll(services, hold);
  const forgotten = removal.snapshots.flatMap(({ ids }) => ids);
  await finishRemoval(services, hold, removal.pointIds);
  await finishRetention(services, hold, NO_WARNINGS);
  return { jobId: hold.jobId, forgotten };
}

/** Notes what is over, and begins the removal of all that an earlier run noted. @returns what the engine is to remove */
export async function beginAll(services: Services, hold: Hold): Promise<Removal> {
  await noteRemovable(services, hold);
  let cursor: RemovalCursor | null = null;
  do {
    const from: RemovalCursor | null = cursor;
    cursor = (await beginRemoval(services, hold, from)).last;
  } while (cursor !== null);
  return findRemoval(services, hold);
}

export async function applyToAll(services: Services, hold: Hold): Promise<void> {
  let after: string | null = null;
  do {
    const from: string | null = after;
    after = (await applyRetention(services, hold, from)).last;
  } while (after !== null);
}

/** The states of points, in the order given. */
export async function statesOf(owner: Sql, ids: readonly string[]): Promise<unknown[]> {
  const rows = await owner<Row[]>`select id, state from recovery_points where id in ${owner([...ids])}`;
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  return ids.map((id) => states.get(id));
}
