import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { alertFingerprint, type AlertKind, type AlertSeverity } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { newId } from '../../domain/ids.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { announceAlert } from '../outbox/announce-alert.ts';

export interface Trouble {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly subjectId: string;
  /** What it is about, where that is an item or a vault: who subscribed to that hears of it. */
  readonly itemId?: string;
  readonly vaultId?: string;
  readonly jobId?: string;
  readonly error: ErrorInfo;
}

/**
 * Raises an alert in the caller's transaction, or counts up the one that is already fired for the same trouble.
 * @returns how often it has happened since it was last over, this time among them
 */
export async function raiseAlert(services: Services, tx: Transaction, trouble: Trouble): Promise<number> {
  const { subjectId, ...row } = trouble;
  const fingerprint = alertFingerprint({ kind: trouble.kind, subjectId, code: trouble.error.code });
  const [alert] = await tx
    .insert(alerts)
    .values({ id: newId('alert', services.clock.now()), fingerprint, ...row })
    .onConflictDoUpdate({
      target: alerts.fingerprint,
      targetWhere: sql`condition = 'FIRED'`,
      set: {
        count: sql`${alerts.count} + 1`,
        version: sql`${alerts.version} + 1`,
        lastFiredAt: NOW,
        // Closed while the trouble lasted: it is back, and somebody must hear of it.
        state: sql`case when ${alerts.state} = 'CLOSED' then 'NEW' else ${alerts.state} end`,
        error: trouble.error,
        // It may be about another vault by now, as when the rule that fails names another one.
        ...(trouble.itemId !== undefined && { itemId: trouble.itemId }),
        ...(trouble.vaultId !== undefined && { vaultId: trouble.vaultId }),
        ...(trouble.jobId !== undefined && { jobId: trouble.jobId }),
      },
    })
    .returning({ id: alerts.id, count: alerts.count });
  if (!alert) throw new Error(`the alert of ${subjectId} vanished while it was being raised`);
  await announceAlert(tx, { id: alert.id, ...trouble });
  return alert.count;
}
