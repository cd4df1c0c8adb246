import { setTimeout as pause } from 'node:timers/promises';
import { noticeUnproven } from '@holdfast/db/services/drill/notice-unproven';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { noticeStalledJobs } from '@holdfast/db/services/job/notice-stalled';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { takeOverAbandoned } from './attempt/watch-neighbours.ts';
import type { Worker } from './worker.ts';

const LOOK_EVERY_MS = 2_000;
/** Every half a minute: nothing stands still before ten minutes have passed, and a breach is recorded with its own instant. */
const RARELY_EVERY = 15;
const RARE_LOOKS = [noticeStalledJobs, noticeBreaches];

/** Every five minutes: days pass until an item is proven too long ago. */
const SELDOM_EVERY = 150;

/** Each stands alone: trouble with one keeps nobody from the next. */
const LOOKS = [
  takeOverAbandoned,
  ({ services }: Worker) => noticeLostWorkers(services),
  ({ services }: Worker) => noticeLateRuns(services),
  async ({ services, log }: Worker) => {
    const { troubles } = await releaseWaiting(services);
    for (const error of troubles) log.error({ error }, 'a job that waited for its turn could not be handed out');
  },
];

/**
 * Looks after other workers until the signal aborts: takes over from those of this machine that are dead, notices those
 * elsewhere that fell silent, jobs that stand still and objectives that are breached, and hands out what waited for a place. The gateway
 * notices too, for when no worker is left.
 */
export async function superviseWorkers(worker: Worker, signal: AbortSignal): Promise<void> {
  const tell = (error: unknown) => worker.log.warn({ error }, 'could not look after other workers and what waits');
  for (let turn = 0; !signal.aborted; turn++) {
    for (const look of LOOKS) await look(worker).catch(tell);
    const rarely = turn % RARELY_EVERY === 0 ? RARE_LOOKS : [];
    for (const look of rarely) await look(worker.services).catch(tell);
    if (turn % SELDOM_EVERY === 0) await noticeUnproven(worker.services).catch(tell);
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
