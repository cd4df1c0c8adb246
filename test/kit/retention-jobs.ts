import type { SlackPlace } from '@holdfast/db/domain/outbox';
import { exclusionKey } from '@holdfast/db/domain/job';
import type { Context } from '@holdfast/db/services/context';
import { createJob } from '@holdfast/db/services/job/create-job';

/** Makes a job that is about a vault: retention at a site of it. */
export function makeRetentionJob(
  ctx: Context,
  { vaultId, siteId, askedIn }: { vaultId: string; siteId: string; askedIn?: SlackPlace },
): Promise<string> {
  const key = exclusionKey({ taskOf: vaultId, operation: 'RETENTION', site: siteId });
  return ctx.db.transaction((tx) =>
    createJob(ctx, tx, { operation: 'RETENTION', vaultId, siteId, exclusionKey: key, askedIn }),
  );
}
