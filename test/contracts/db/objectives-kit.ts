import type { Sql } from 'postgres';
import { newId } from '@holdfast/db/domain/ids';
import type { Services } from '@holdfast/db/services/context';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { backupResult, beginBackup } from './kit.ts';

let made = 0;

/** An estate with one item that has these objectives, under a policy that may have some too. In seconds. */
export async function seedObjectives(
  services: Services,
  { item = {}, policy = {} }: { item?: Objectives; policy?: Objectives & { schedule?: object } },
): Promise<Estate> {
  const estate = await seedEstate(services);
  const admin = as(services, 'ADMIN');
  const name = `objectives ${(made += 1)}`;
  const { policyId } = await createPolicy(admin, request({ name, ...policy }));
  const source = { kind: 'FILES', config: { path: `/srv/${made}` } };
  const { itemId } = await protectItem(admin, request({ name, vaultId: estate.vaultId, policyId, source, ...item }));
  return { ...estate, policyId, itemId };
}

interface Objectives {
  rpoSeconds?: number;
  rtoSeconds?: number;
}

/** A whole backup of the estate's item by the clock of schedules. @param takenAt what the source says of when */
export async function backUp(services: Services, estate: Estate, takenAt: string): Promise<string> {
  const hold = await beginBackup(services, estate);
  const { pointId } = await finishBackup(services, hold, backupResult({ takenAt: new Date(takenAt) }));
  return pointId;
}

export interface BreachRow {
  readonly objective: string;
  readonly from: string;
  readonly to: string | null;
  readonly by: string | null;
}

/** What is recorded of an item, in the order of its recording; instants as `2026-01-01T00:00`, with seconds where there are some. */
export async function breachesOf(owner: Sql, itemId: string): Promise<BreachRow[]> {
  const rows = await owner<{ objective: string; breached_at: Date; ended_at: Date | null; ended_by: string | null }[]>`
    select * from objective_breaches where item_id = ${itemId} order by seq`;
  return rows.map(({ objective, breached_at, ended_at, ended_by }) => ({
    objective,
    from: short(breached_at),
    to: ended_at && short(ended_at),
    by: ended_by,
  }));
}

/** How often an item's breaches were told: each alert with its condition and its count. */
export async function breachAlerts(owner: Sql, itemId: string): Promise<string[]> {
  const rows = await owner<{ told: string }[]>`
    select kind || ' ' || severity || ' ' || condition || ' ' || count as told from alerts
    where item_id = ${itemId} and kind in ('RPO_BREACHED', 'RTO_BREACHED') order by id`;
  return rows.map(({ told }) => told);
}

function short(at: Date): string {
  return at.toISOString().replace(/(:00)?\.000Z$/, '');
}

/** A drill of an item that is over, as its job would have left it. @param drill whose restore took so long */
export async function drilled(
  owner: Sql,
  drill: {
    itemId: string;
    siteId: string;
    pointId: string | null;
    at: string;
    seconds: number;
    outcome: 'PASSED' | 'FAILED';
  },
): Promise<void> {
  const at = new Date(drill.at);
  const job = newId('job', at);
  const plan = { recoveryPointId: drill.pointId, choice: 'NEWEST', seed: '1', sampleFiles: 1, queries: [] };
  await owner`insert into jobs (id, operation, status, item_id, site_id, requested_by, exclusion_key, max_attempts, created_at, ended_at, drill)
    values (${job}, 'DRILL', 'COMPLETED', ${drill.itemId}, ${drill.siteId}, '{"type":"system","component":"worker"}', ${job}, 3, ${at}, ${at},
      ${JSON.stringify(plan)}::text::jsonb)`;
  await owner`insert into drills (id, job_id, item_id, point_id, choice, outcome, started_at, ended_at, fetch_ms, restore_ms, probe_ms)
    values (${newId('drill', at)}, ${job}, ${drill.itemId}, ${drill.pointId}, 'NEWEST', ${drill.outcome}, ${at}, ${at},
      30000, ${drill.seconds * 1000 - 30_000}, 60000)`;
}
