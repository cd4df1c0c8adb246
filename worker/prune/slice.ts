import { noteFreed } from '@holdfast/db/services/prune/note';
import { sizeInWords } from '@holdfast/db/domain/size-words';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explainEngine } from '../repository/errors.ts';
import { freeDeadLocks } from '../repository/free-locks.ts';
import { ResticError } from '../vault/errors.ts';
import { prune } from '../vault/prune.ts';
import type { PrunePlan } from '../vault/prune-plan.ts';
import { watchForOthers } from './drain.ts';
import type { Cleaning } from './prune-job.ts';

/** What a slice came to. `plan`: what the engine has done; null where it was stopped, or had no space to write anew. */
export interface Slice {
  readonly plan: PrunePlan | null;
  readonly why: 'DONE' | 'TIME' | 'OTHERS' | 'NO_SPACE';
  readonly tookMs: number;
}

/** One run of the engine, in a repository that is blocked and drained, for so many bytes and for a slice's time at most. */
export async function runSlice(
  cleaning: Cleaning,
  { repackBytes, onProgress }: { repackBytes: number; onProgress: (share: number) => void },
): Promise<Slice> {
  const { worker, run, repository, limits } = cleaning;
  await freeDeadLocks(repository, run);
  const cut = new AbortController();
  let why: Slice['why'] = 'DONE';
  const cutFor = (reason: 'TIME' | 'OTHERS') => () => {
    why = reason;
    cut.abort();
  };
  const timer = setTimeout(cutFor('TIME'), limits.sliceMs);
  const ended = new AbortController();
  const watching = watchForOthers(cleaning, ended.signal, cutFor('OTHERS'));
  const signal = AbortSignal.any([run.signal, cut.signal]);
  const began = performance.now();
  try {
    faultPoint('prune.slice-begun');
    const plan = await prune(repository, { signal, marker: run.marker, maxRepackBytes: repackBytes, onProgress });
    faultPoint('prune.slice-done');
    const message = `${sizeInWords(plan.removedBytes)} freed.`;
    await persist(run.signal, () => noteFreed(worker.services, run.hold, { freedBytes: plan.removedBytes, message }));
    return { plan, why: 'DONE', tookMs: performance.now() - began };
  } catch (error) {
    const reason = reasonOf(error, { cut: cut.signal.aborted && !run.signal.aborted, why });
    if (reason === null) throw explainEngine(error);
    // Killed where it did not stop in time, it has left its lock, which would be in the way of whoever waits.
    await freeDeadLocks(repository, run);
    await run.noteEvent('prune.waits', STOPPED[reason]);
    return { plan: null, why: reason, tookMs: performance.now() - began };
  } finally {
    clearTimeout(timer);
    ended.abort();
    await watching;
  }
}

const STOPPED = {
  TIME: 'The slice ran out of time and was stopped.',
  OTHERS: 'Somebody needs the vault: the slice was stopped.',
  NO_SPACE: 'The disk has no space to write anything anew.',
} as const;

function reasonOf(error: unknown, stop: { cut: boolean; why: Slice['why'] }): keyof typeof STOPPED | null {
  if (!(error instanceof ResticError)) return null;
  if (error.kind === 'no-space') return 'NO_SPACE';
  return stop.cut && error.kind === 'interrupted' && stop.why !== 'DONE' ? stop.why : null;
}
