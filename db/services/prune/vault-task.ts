import { sitesWithRepositories } from '../vault-task/sites.ts';
import type { VaultTask } from '../vault-task/vault-task.ts';

/** Reclaims what space of a vault is worth it. */
export const PRUNE: VaultTask = {
  operation: 'PRUNE',
  component: 'prune',
  plannedAs: 'nextPruneAt',
  sites: sitesWithRepositories,
  notDone: {
    kind: 'PRUNE_FAILED',
    error: {
      code: 'PRUNE_NOT_DONE',
      message: 'The vault was to reclaim space again, and the clean-up of the day before has not ended.',
      cause: "No worker of the vault's site takes it, or it takes longer than a day.",
      remedy: 'Look at the job: start a worker of its site if it waits. Nothing is lost by it; the vault grows.',
      retryable: true,
      fault: 'USER',
    },
  },
};
