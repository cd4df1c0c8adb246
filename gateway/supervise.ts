import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '@holdfast/db/services/context';
import { noticeLostWorkers } from '@holdfast/db/services/worker/notice-lost';
import { noticeLateRuns } from '@holdfast/db/services/schedule/notice-late';
import type { Logger } from 'pino';
import { loggable } from '@holdfast/db/process/loggable';

const LOOK_EVERY_MS = 2_000;

/** Notices workers that fell silent and scheduled runs that are late, also when no worker is left to notice, until the signal aborts. */
export async function superviseWorkers(services: Services, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const look of [noticeLostWorkers, noticeLateRuns]) {
      await look(services).catch((error: unknown) => {
        log.warn({ error: loggable(error) }, 'could not look for lost workers and late runs');
      });
    }
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
