import type { Sql } from 'postgres';
import type { Services } from '@holdfast/db/services/context';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { claimDueRuns } from '@holdfast/db/services/schedule/claim-due';
import { as, protectFolder, request, seedEstate, type Estate } from '../../kit/estate.ts';

/** A policy with a schedule and items under it, in an estate of its own. */
export interface Scheduled extends Estate {
  readonly itemIds: readonly string[];
}

export const NIGHTLY = { rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] };

let made = 0;

/** @param schedule as it would be given to createPolicy */
export async function seedScheduled(services: Services, schedule: object, items = 1): Promise<Scheduled> {
  const estate = await seedEstate(services);
  const admin = as(services, 'ADMIN');
  const { policyId } = await createPolicy(admin, request({ name: `scheduled ${(made += 1)}`, schedule }));
  const itemIds: string[] = [];
  for (let item = 0; item < items; item++) {
    const folder = { vaultId: estate.vaultId, policyId, name: `scheduled ${made} ${item}`, path: `/srv/${item}` };
    itemIds.push((await protectFolder(admin, folder)).itemId);
  }
  return { ...estate, policyId, itemId: itemIds[0] ?? '', itemIds };
}

/** Claims until nothing is due. */
export async function claimAll(services: Services): Promise<number> {
  let all = 0;
  for (let claimed = -1; claimed !== 0;) {
    claimed = (await claimDueRuns(services, 50)).settled;
    all += claimed;
  }
  return all;
}

export interface RunRow {
  readonly rule: string;
  readonly outcome: string;
  readonly count: number;
  readonly first: string;
  readonly due: string;
  readonly job: string | null;
}

/** What became of an item's runs, in the order of its recording. */
export async function runsOf(owner: Sql, itemId: string): Promise<RunRow[]> {
  const rows = await owner<RunRow[]>`
    select rule_key as rule, outcome, count, to_char(first_due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as first,
      to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as due, job_id as job
    from scheduled_runs where item_id = ${itemId} order by seq`;
  return [...rows];
}

export async function nextRunOf(owner: Sql, itemId: string): Promise<string | null> {
  const [row] = await owner<{ next: string | null }[]>`
    select to_char(min(next_run_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as next from item_schedules where item_id = ${itemId}`;
  return row?.next ?? null;
}

export async function jobsOf(owner: Sql, itemId: string): Promise<Record<string, unknown>[]> {
  return [...(await owner<Record<string, unknown>[]>`select * from jobs where item_id = ${itemId} order by id`)];
}

export async function missedAlerts(owner: Sql, itemId: string): Promise<Record<string, unknown>[]> {
  return [
    ...(await owner<
      Record<string, unknown>[]
    >`select * from alerts where item_id = ${itemId} and kind = 'BACKUP_MISSED'`),
  ];
}
