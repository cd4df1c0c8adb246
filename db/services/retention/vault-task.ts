import { sitesWithPoints } from '../vault-task/sites.ts';
import type { VaultTask } from '../vault-task/vault-task.ts';

/** Applies the policies of what a vault holds. */
export const RETENTION: VaultTask = {
  operation: 'RETENTION',
  component: 'retention',
  plannedAs: 'nextRetentionAt',
  sites: sitesWithPoints,
  notDone: {
    kind: 'RETENTION_FAILED',
    error: {
      code: 'RETENTION_NOT_DONE',
      message: 'Retention was to be applied again, and the job of the day before has not ended.',
      cause: "No worker of the vault's site takes it, or it takes longer than a day.",
      remedy:
        'Look at the job: start a worker of its site if it waits. No recovery point is lost by it; none goes either.',
      retryable: true,
      fault: 'USER',
    },
  },
};
