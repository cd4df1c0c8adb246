import { existsSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { jobEvents, jobs, recoveryPointParts } from '@holdfast/db/schema';
import { findMarked } from '@holdfast/worker/process/children';
import { MARKER_VARIABLE } from '@holdfast/worker/attempt/marker';
import { locks } from '@holdfast/worker/vault/locks';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { backUp, pointsOf } from './jobs.ts';
import { openVault } from './vault.ts';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** What must hold after anything happened to a backup: one point or none, nothing half, nothing left, told once, and it goes on. */
export async function expectSoundAfterBackup(world: World, itemId: string, jobId: string): Promise<void> {
  const points = (await pointsOf(world, itemId)).filter((point) => point.jobId === jobId);
  expect(points.length, 'points of the job').toBeLessThanOrEqual(1);
  const [job] = await world.store.db.select().from(jobs).where(eq(jobs.id, jobId));
  expect(points.length === 1, 'a completed job has its point').toBe(job?.status.startsWith('COMPLETED'));
  await expectVaultMatchesStore(world);
  await expectNothingRuns(jobId, job?.attempt ?? 0);
  const ends = (await eventsOf(world, jobId)).filter((type) =>
    ['job.completed', 'job.failed', 'job.cancelled'].includes(type),
  );
  expect(ends, 'ends told').toHaveLength(1);
  expect((await backUp(world, itemId)).status, 'the next backup').toMatch(/^COMPLETED/);
}

/** The vault holds the snapshots the store knows of and no others, and no lock. */
export async function expectVaultMatchesStore(world: World): Promise<void> {
  const { repository } = await openVault(world);
  const stored = (await snapshots(repository)).map((snapshot) => snapshot.id);
  const known = (await world.store.db.select().from(recoveryPointParts)).map((part) => part.snapshotId);
  expect(stored.toSorted(), 'snapshots in the vault').toEqual(known.toSorted());
  await waitFor('running engines to let go of their locks', async () => {
    const held = await locks(repository);
    return !held.some(({ pid }) => existsSync(`/proc/${pid}`));
  });
  expect(await locks(repository), 'locks of nobody').toEqual([]);
}

async function expectNothingRuns(jobId: string, attempts: number): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    expect(await findMarked(MARKER_VARIABLE, `${jobId}/${attempt}`), `children of attempt ${attempt}`).toEqual([]);
  }
}

/** The types of a job's events in order. */
export async function eventsOf(world: World, jobId: string): Promise<string[]> {
  const events = await world.store.db.select().from(jobEvents).where(eq(jobEvents.jobId, jobId)).orderBy(jobEvents.seq);
  return events.map((event) => event.type);
}
