import { and, desc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { expect } from 'vitest';
import { alerts, jobs, recoveryPointParts, recoveryPoints } from '@holdfast/db/schema';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { backUp, ended } from './jobs.ts';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** Checks the vault and waits for the end. Not after a backup of an item with damaged points: then a check comes by itself. */
export async function verify(world: World, vaultId: string, withinMs?: number) {
  const { jobId } = await requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: world.key() });
  return ended(world, jobId, withinMs);
}

/** Backs up an item that has damaged points, and waits for the end of the check that follows by itself. */
export function backUpAndLookAgain(world: World, { vaultId, itemId }: { vaultId: string; itemId: string }) {
  return checkAfter(world, vaultId, () => backUp(world, itemId));
}

/** Does something, and waits for the end of the check that follows by itself. */
export async function checkAfter(world: World, vaultId: string, work: () => Promise<unknown>) {
  const before = await newestCheck(world, vaultId);
  await work();
  const next = await waitFor('a check that nobody asked for', async () => {
    const newest = await newestCheck(world, vaultId);
    return newest?.id !== before?.id && newest;
  });
  expect(next.requestedBy).toEqual({ type: 'system', component: 'verification' });
  return ended(world, next.id);
}

async function newestCheck(world: World, vaultId: string) {
  const [job] = await world.store.db
    .select()
    .from(jobs)
    .where(and(eq(jobs.vaultId, vaultId), eq(jobs.operation, 'VERIFY')))
    .orderBy(desc(jobs.id))
    .limit(1);
  return job;
}

/** What the points of an item are marked with, oldest first: the certainty, or null. */
export async function marksOf(world: World, itemId: string): Promise<(string | null)[]> {
  const rows = await world.store.db
    .select({ damage: recoveryPoints.damage })
    .from(recoveryPoints)
    .where(eq(recoveryPoints.itemId, itemId))
    .orderBy(recoveryPoints.takenAt);
  return rows.map(({ damage }) => damage?.certainty ?? null);
}

/** The newest alert of a kind at a vault. */
export async function alertOf(world: World, vaultId: string, kind: (typeof alerts.$inferSelect)['kind']) {
  const [alert] = await world.store.db
    .select()
    .from(alerts)
    .where(and(eq(alerts.vaultId, vaultId), eq(alerts.kind, kind)))
    .orderBy(desc(alerts.firedAt))
    .limit(1);
  return alert;
}

/** Has the whole vault read in one run. */
export async function readAllAtOnce(world: World, vaultId: string): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update vaults set verify_days = 1 where id = ${vaultId}`;
  await owner.end();
}

/** The engine's snapshot of a point of one part. */
export async function snapshotOf(world: World, pointId: string): Promise<string> {
  const [part] = await world.store.db
    .select({ id: recoveryPointParts.snapshotId })
    .from(recoveryPointParts)
    .where(eq(recoveryPointParts.pointId, pointId));
  if (!part) throw new Error(`${pointId} has no parts`);
  return part.id;
}
