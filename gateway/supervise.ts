import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '@holdfast/db/services/context';
import { noticeBreaches } from '@holdfast/db/services/objective/notice-breaches';
import { noticeUnproven } from '@holdfast/db/services/drill/notice-unproven';
import { releaseWaiting } from '@holdfast/db/services/job/release-waiting';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { noticeStalledJobs } from '@holdfast/db/services/job/notice-stalled';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import type { Logger } from 'pino';
import { loggable } from '@holdfast/db/process/loggable';

const LOOK_EVERY_MS = 2_000;
/** Every half a minute: nothing stands still before ten minutes have passed, and a breach is recorded with its own instant. */
const RARELY_EVERY = 15;
const RARE_LOOKS = [noticeStalledJobs, noticeBreaches];
/** Every five minutes: days pass until an item is proven too long ago. */
const SELDOM_EVERY = 150;

/**
 * Notices workers that fell silent, scheduled runs that are late, jobs that stand still and objectives that are breached, and hands out what waited for a
 * place, also when no worker is left to do so, until the signal aborts.
 */
export async function superviseWorkers(services: Services, log: Logger, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const rarely = turn % RARELY_EVERY === 0 ? RARE_LOOKS : [];
    const seldom = turn % SELDOM_EVERY === 0 ? [noticeUnproven] : [];
    for (const look of [noticeLostWorkers, noticeLateRuns, release, ...rarely, ...seldom]) {
      await look(services).catch((error: unknown) => {
        log.warn(
          { error: loggable(error) },
          'could not look for lost workers, late runs, stalled jobs, breaches, what waits and what is not proven',
        );
      });
    }
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** @throws AggregateError what kept jobs from being handed out */
async function release(services: Services): Promise<void> {
  const { troubles } = await releaseWaiting(services);
  if (troubles.length > 0)
    throw new AggregateError(troubles, 'jobs that waited for their turn could not be handed out');
}
