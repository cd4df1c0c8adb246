import type { Transaction } from '../client.ts';
import { actorRecord } from '../domain/actor.ts';
import { auditLog } from '../schema/index.ts';
import type { Context } from './context.ts';

/** Everything that is audited. */
export type AuditAction =
  | 'access.principal-created'
  | 'access.token-created'
  | 'access.token-revoked'
  | 'access.slack-linked'
  | 'alert.acknowledged'
  | 'alert.closed'
  | 'channel.subscribed'
  | 'channel.unsubscribed'
  | 'job.backup-requested'
  | 'job.restore-requested'
  | 'job.cancel-requested'
  | 'job.retried'
  | 'job.ended'
  | 'policy.created'
  | 'policy.updated'
  | 'replaced-data.removed'
  | 'item.protected'
  | 'item.updated'
  | 'vault.created'
  | 'vault.rebuilt'
  | 'vault.recovery-kit-made';

/** Writes who did what in the caller's transaction: without the entry there is no change. Details hold no secrets. */
export async function audit(
  by: Pick<Context, 'actor'>,
  tx: Transaction,
  entry: { action: AuditAction; subjectId: string; details?: Record<string, unknown> },
): Promise<void> {
  await tx.insert(auditLog).values({ ...entry, actor: actorRecord(by.actor) });
}
