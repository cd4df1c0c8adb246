import { assertStillHeld } from '@holdfast/db/services/job/assert-still-held';
import type { DrillResult } from '@holdfast/db/services/drill/finish';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { elsewhereOf, makeScratch, removeScratch, scratchFolder } from '../scratch/folder.ts';
import { whileSpaceLasts } from '../scratch/watch.ts';
import { list } from '../vault/list.ts';
import type { DrillJob } from './drill-job.ts';
import { endDrill } from './end.ts';
import { tellAsScratch } from './tell-as-scratch.ts';

/** Restores to a scratch target, looks at what came, removes it, and ends the job. Whatever happens, nothing of it stays. */
export async function performDrill(drill: DrillJob): Promise<void> {
  const { worker, run, point } = drill;
  if (run.hold.attempt > 1) await freeDeadLocks(point.repository, run);
  const found = await inScratch(drill);
  faultPoint('drill.before-end');
  await endDrill(worker, run, found);
}

async function inScratch(drill: DrillJob): Promise<DrillResult> {
  const { worker, run } = drill;
  const { home } = worker.settings;
  const folder = scratchFolder(home, run.hold);
  let result: DrillResult;
  try {
    await makeScratch(home, run.hold);
    faultPoint('drill.scratch-made');
    const places = [folder, elsewhereOf(folder)];
    result = await whileSpaceLasts(places, run.signal, (signal) => restoreAndProbe(drill, folder, signal));
  } catch (error) {
    // Why it failed is what counts; what could not be removed is left to the next attempt, and to the worker's next start.
    await removeScratch(folder).catch((leftover: unknown) => {
      worker.log.error({ ...run.hold, error: leftover }, 'the scratch folder of a drill that failed is still there');
    });
    throw error;
  }
  await removeScratch(folder);
  return result;
}

async function restoreAndProbe(drill: DrillJob, folder: string, signal: AbortSignal): Promise<DrillResult> {
  const { worker, run, point, driver, itemId, pointId, maxBytes } = drill;
  const assertHeld = () => persist(run.signal, () => assertStillHeld(worker.services, run.hold));
  await run.startTask('Make a scratch target');
  const request = { itemId, pointId, drill: drill.drill, folder, maxBytes };
  await using target = await driver.openScratch(point, request, { ...run, ...tellAsScratch(run), signal, assertHeld });
  faultPoint('drill.target-ready');
  const fetched = await timed(() => readFirstEntry(drill));
  const restored = await timed(() => target.restore());
  faultPoint('drill.restored');
  await run.startTask('Look at what was restored');
  const probed = await timed(() => target.probe());
  const evidence = probed.value;
  for (const probe of evidence.probes) {
    await run.noteEvent('drill.probed', `${probe.passed ? 'Passed' : 'Failed'}: ${probe.name}. ${probe.text}`);
  }
  faultPoint('drill.probed');
  const times = { fetchMs: fetched.ms, restoreMs: restored.ms, probeMs: probed.ms };
  return { times, evidence, warnings: restored.value.warnings };
}

/** Opens the vault and reads its index, as far as the first entry of the point. */
async function readFirstEntry({ point, run }: DrillJob): Promise<void> {
  const [part] = point.parts;
  if (!part) return;
  const options = { signal: run.signal, marker: run.marker };
  await explained(async () => {
    for await (const _ of list(point.repository, part.snapshotId, options)) return;
  });
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - began) };
}
