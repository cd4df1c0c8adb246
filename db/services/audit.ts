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
  | 'assignment-rule.created'
  | 'assignment-rule.deleted'
  | 'assignment-rule.updated'
  | 'channel.subscribed'
  | 'channel.unsubscribed'
  | 'data-source.registered'
  | 'data-source.removed'
  | 'data-source.updated'
  | 'drill.recorded'
  | 'job.backup-requested'
  | 'job.drill-requested'
  | 'job.restore-requested'
  | 'job.cancel-requested'
  | 'job.retention-requested'
  | 'job.prune-requested'
  | 'job.verification-requested'
  | 'job.retried'
  | 'job.ended'
  | 'policy.created'
  | 'policy.updated'
  | 'recovery-point.brought-back'
  | 'recovery-point.damaged'
  | 'recovery-point.deleted'
  | 'recovery-point.healed'
  | 'recovery-point.held'
  | 'recovery-point.released'
  | 'recovery-point.removed'
  | 'recovery-point.suspicion-dismissed'
  | 'recovery-point.undeleted'
  | 'recovery-points.adopted'
  | 'replaced-data.removed'
  | 'item.protected'
  | 'item.protection-resumed'
  | 'item.protection-stopped'
  | 'item.updated'
  | 'site.updated'
  | 'vault.created'
  | 'vault.rebuilt'
  | 'vault.recovery-kit-made'
  | 'vault.updated';

interface Entry {
  readonly action: AuditAction;
  readonly subjectId: string;
  readonly details?: Record<string, unknown>;
}

/** Writes who did what in the caller's transaction: without the entry there is no change. Details hold no secrets. */
export async function audit(by: Pick<Context, 'actor'>, tx: Transaction, entry: Entry): Promise<void> {
  await auditAll(by, tx, [entry]);
}

/** A statement with more rows than this would have more parameters than PostgreSQL takes. */
const ROWS_AT_ONCE = 5_000;

/** The same for many things at once. */
export async function auditAll(by: Pick<Context, 'actor'>, tx: Transaction, entries: readonly Entry[]): Promise<void> {
  const actor = actorRecord(by.actor);
  for (let from = 0; from < entries.length; from += ROWS_AT_ONCE) {
    await tx.insert(auditLog).values(entries.slice(from, from + ROWS_AT_ONCE).map((entry) => ({ ...entry, actor })));
  }
}
