import { loggable } from '@holdfast/db/process/loggable';
import type { KitOutcome } from '@holdfast/db/services/vault/keep-recovery-kit';
import type { Logger } from 'pino';

/** Says which recovery kits are new, so that someone keeps a copy, and which are not there. */
export function tellKits(log: Logger, outcomes: readonly KitOutcome[]): void {
  for (const { vaultName, kept, error } of outcomes) {
    if (kept?.isNew) {
      log.warn(`The recovery kit of the vault ${vaultName} is in ${kept.path}. Keep a copy of it somewhere else.`);
    }
    if (kept === undefined) log.error({ error: loggable(error), vaultName }, 'the recovery kit could not be written');
  }
}
