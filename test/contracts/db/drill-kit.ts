import type { Sql } from 'postgres';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import type { Services } from '@holdfast/db/services/context';
import { claimDueDrills } from '@holdfast/db/services/drill/claim-due';
import { finishDrill, type DrillResult } from '@holdfast/db/services/drill/finish';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { as, protectFolder, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { begin, type Row } from './kit.ts';
import { seedPoints } from './retention-kit.ts';

let made = 0;

/** An estate of its own with so many items under a policy with this rule of drills; its own item is the first. */
export async function seedDrilled(
  services: Services,
  { drill, items = 1, schedule }: { drill: object; items?: number; schedule?: object },
): Promise<Estate & { readonly itemIds: readonly string[] }> {
  const estate = await seedEstate(services);
  const admin = as(services, 'ADMIN');
  const { policyId } = await createPolicy(admin, request({ name: `drilled ${(made += 1)}`, drill, schedule }));
  const itemIds: string[] = [];
  for (let item = 0; item < items; item += 1) {
    const folder = { vaultId: estate.vaultId, policyId, name: `drilled ${made} ${item}`, path: `/srv/${made}/${item}` };
    itemIds.push((await protectFolder(admin, folder)).itemId);
  }
  return { ...estate, policyId, itemId: itemIds[0] ?? '', itemIds };
}

/** Gives each item a point of this moment. */
export async function seedPointOfEach(
  owner: Sql,
  estate: Estate & { readonly itemIds: readonly string[] },
  at: string,
): Promise<void> {
  for (const itemId of estate.itemIds) await seedPoints(owner, { ...estate, itemId }, [at]);
}

/** Items whose next drill is due now, past the clock. */
export async function makeDue(owner: Sql, itemIds: readonly string[]): Promise<void> {
  await owner`update protected_items set next_drill_at = schedule_now() where id in ${owner([...itemIds])}`;
}

/** Claims once. @returns the open drills of the estate's site */
export async function claimDrills(services: Services, owner: Sql, { siteId }: Estate): Promise<Row[]> {
  const { troubles } = await claimDueDrills(services, 50);
  if (troubles.length > 0) throw new AggregateError(troubles, 'drills could not be queued');
  return openDrills(owner, siteId);
}

export async function openDrills(owner: Sql, siteId: string): Promise<Row[]> {
  return [
    ...(await owner<Row[]>`
      select * from jobs where site_id = ${siteId} and operation = 'DRILL' and ended_at is null order by id`),
  ];
}

export const PASSING_DRILL: DrillResult = {
  times: { fetchMs: 1_000, restoreMs: 41_000, probeMs: 2_000 },
  evidence: { probes: [{ name: 'count', passed: true, text: '7 entries.' }], files: 5, bytes: 1_000, filesCompared: 5 },
  warnings: NO_WARNINGS,
};

/** Takes a drill as the estate's worker and ends it so. */
export async function runDrill(
  services: Services,
  { workerId }: Estate,
  { jobId, found = PASSING_DRILL }: { jobId: string; found?: DrillResult },
): Promise<void> {
  await finishDrill(services, await begin(services, { jobId, workerId }), found);
}

/** Its reports, first to last. */
export async function drillsOf(owner: Sql, itemId: string): Promise<Row[]> {
  return [...(await owner<Row[]>`select * from drills where item_id = ${itemId} order by id`)];
}

export async function itemRow(owner: Sql, itemId: string): Promise<Row> {
  const [row] = await owner<Row[]>`select * from protected_items where id = ${itemId}`;
  if (!row) throw new Error(`there is no ${itemId}`);
  return row;
}

/** The alerts of a kind at an item. */
export async function alertsOf(owner: Sql, itemId: string, kind: string): Promise<Row[]> {
  return [...(await owner<Row[]>`select * from alerts where item_id = ${itemId} and kind = ${kind} order by id`)];
}
