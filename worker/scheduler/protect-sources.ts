import { setTimeout as pause } from 'node:timers/promises';
import { protectDueSources } from '@holdfast/db/services/data-source/protect-due';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 5_000;
const SOURCES_AT_ONCE = 50;

/** Protects data sources by assignment rules, until the signal aborts. Every worker does, for all sites. */
export async function protectSources(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const areMoreDue = await look(worker).catch((error: unknown) => {
      worker.log.warn({ error }, 'could not look for data sources to protect');
      return false;
    });
    if (!areMoreDue) await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** @returns whether more may be due */
async function look({ services, log }: Worker): Promise<boolean> {
  const { due, defects } = await protectDueSources(services, SOURCES_AT_ONCE);
  for (const error of defects) log.error({ error }, 'a data source could not be protected; it is tried again');
  return due === SOURCES_AT_ONCE;
}
