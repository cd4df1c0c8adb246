import { sql } from 'drizzle-orm';
import { HOLDS_WHAT_IS_TO_BE_READ } from '../../queries/reading-all.ts';
import { vaults } from '../../schema/index.ts';
import { sitesWithRepositories } from '../vault-task/sites.ts';
import type { VaultTask } from '../vault-task/vault-task.ts';

/** Checks what a vault holds, where its owner wants it checked or all of it is to be read, as after damage was met. */
export const VERIFICATION: VaultTask = {
  operation: 'VERIFY',
  component: 'verification',
  plannedAs: 'nextVerifyAt',
  isWanted: sql`(${vaults.verifyDays} is not null or ${HOLDS_WHAT_IS_TO_BE_READ})`,
  sites: sitesWithRepositories,
  notDone: {
    kind: 'VERIFY_FAILED',
    error: {
      code: 'VERIFY_NOT_DONE',
      message: 'The vault was to be checked again, and the job of the day before has not ended.',
      cause: "No worker of the vault's site takes it, it waits for a free place, or it takes longer than a day.",
      remedy:
        'Look at the job: start a worker of its site if it waits. If it takes too long, let the vault be read within more days. Days that were missed are caught up with.',
      retryable: true,
      fault: 'USER',
    },
  },
};
