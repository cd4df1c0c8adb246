import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { jobs, scheduledRuns } from '@holdfast/db/schema';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { ended, onlyPoint } from '../kit/jobs.ts';
import { holdScheduleClock } from '../kit/schedule-clock.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const SCHEDULE = { timeZone: 'Europe/Berlin', rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:00'] }] };

function runsOf(world: World) {
  return world.store.db.select().from(scheduledRuns).orderBy(asc(scheduledRuns.seq));
}

async function worldWithSchedule() {
  const world = await openWorld();
  const owner = postgres(world.ownerUrl, { max: 1, onnotice: () => undefined });
  const clock = await holdScheduleClock(owner, '2026-11-22T12:00Z');
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'first');
  const { itemId, policyId } = await protectFolder(world, folder);
  await updatePolicy(world.ctx, { input: { policyId, schedule: SCHEDULE }, idempotencyKey: world.key() });
  return { world, owner, clock, itemId };
}

test(
  'a backup runs by itself when its time comes, by whichever of two workers sees it first',
  { timeout: 120_000 },
  async () => {
    const { world, owner, clock, itemId } = await worldWithSchedule();
    await using _ = world;
    await world.startWorker();
    await world.startWorker();
    expect(await runsOf(world)).toEqual([]);
    await clock.set('2026-11-23T01:00:00Z');
    const [run] = await waitFor('the run', async () => {
      const runs = await runsOf(world);
      return runs.length > 0 && runs;
    });
    expect(run).toMatchObject({ outcome: 'QUEUED', dueAt: new Date('2026-11-23T01:00Z'), count: 1 });
    expect(await ended(world, run?.jobId ?? '')).toMatchObject({
      status: 'COMPLETED',
      requestedBy: { type: 'system', component: 'schedule' },
    });
    await onlyPoint(world, itemId);
    expect(await runsOf(world)).toHaveLength(1);
    await owner.end();
  },
);

test(
  'a worker that starts after an outage makes one backup for all runs that were missed',
  { timeout: 120_000 },
  async () => {
    const { world, owner, clock, itemId } = await worldWithSchedule();
    await using _ = world;
    await clock.set('2026-11-26T12:00Z');
    await world.startWorker();
    const runs = await waitFor('both outcomes', async () => {
      const found = await runsOf(world);
      return found.length === 2 && found;
    });
    expect(runs.map(({ outcome, count }) => `${outcome} ${count}`).toSorted()).toEqual(['MISSED 3', 'QUEUED 1']);
    const [job, ...others] = await world.store.db.select().from(jobs).where(eq(jobs.itemId, itemId));
    expect(others).toEqual([]);
    expect(await ended(world, job?.id ?? '')).toMatchObject({ status: 'COMPLETED' });
    await owner.end();
  },
);
