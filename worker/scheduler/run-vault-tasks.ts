import { setTimeout as pause } from 'node:timers/promises';
import { PRUNE } from '@holdfast/db/services/prune/vault-task';
import { RETENTION } from '@holdfast/db/services/retention/vault-task';
import { claimDueVaults } from '@holdfast/db/services/vault-task/claim-due';
import type { VaultTask } from '@holdfast/db/services/vault-task/vault-task';
import { VERIFICATION } from '@holdfast/db/services/verification/vault-task';
import type { Worker } from '../worker.ts';

const LOOK_EVERY_MS = 5_000;
const VAULTS_AT_ONCE = 20;

/** Queues what is done for a vault once a day where its day has come, until the signal aborts. Every worker does, for all sites. */
export async function runVaultTasks(worker: Worker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const task of [RETENTION, PRUNE, VERIFICATION]) await look(worker, task);
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

async function look({ services, log }: Worker, task: VaultTask): Promise<void> {
  const { operation } = task;
  try {
    const { troubles } = await claimDueVaults(services, task, VAULTS_AT_ONCE);
    for (const error of troubles) {
      log.error({ error, operation }, 'the daily task of a vault could not be queued; it comes again in an hour');
    }
  } catch (error) {
    log.warn({ error, operation }, 'could not queue the daily tasks of vaults');
  }
}
