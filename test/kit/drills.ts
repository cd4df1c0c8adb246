import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desc, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { DrillChoice, DrillEvidence } from '@holdfast/db/domain/drill';
import { drills } from '@holdfast/db/schema';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { elsewhereOf, scratchFolder } from '@holdfast/worker/scratch/folder';
import { ended, readJob } from './jobs.ts';
import type { World } from './world.ts';

/** Asks for a drill and gives its job's id at once. */
export async function startDrill(world: World, itemId: string, choice: DrillChoice = 'NEWEST'): Promise<string> {
  return (await requestDrill(world.ctx, { input: { itemId, choice }, idempotencyKey: world.key() })).jobId;
}

/** Drills an item and waits for the end. */
export async function drill(world: World, itemId: string, choice?: DrillChoice) {
  const job = await ended(world, await startDrill(world, itemId, choice));
  return { job, report: await reportOf(world, job.id) };
}

export async function reportOf(world: World, jobId: string) {
  const [report] = await world.store.db.select().from(drills).where(eq(drills.jobId, jobId)).orderBy(desc(drills.id));
  return report;
}

/** The probe of that name. */
export function probeOf(evidence: DrillEvidence | null | undefined, name: string) {
  return evidence?.probes.find((probe) => probe.name === name);
}

/** Nothing of any drill is left on the disk, and no server of one runs. */
export async function expectNoScratch(world: World, jobId: string): Promise<void> {
  const folder = join(world.home, 'worker', 'drills');
  expect(existsSync(folder) ? readdirSync(folder) : [], 'scratch folders').toEqual([]);
  const { attempt } = await readJob(world, jobId);
  for (let number = 1; number <= attempt; number += 1) {
    expect(existsSync(elsewhereOf(scratchFolder(world.home, { jobId, attempt: number }))), 'elsewhere').toBe(false);
  }
  expect(serversOf(jobId), 'servers').toEqual([]);
}

/** Processes that bear the mark of the job. */
function serversOf(jobId: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(jobId));
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
