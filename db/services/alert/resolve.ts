import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { alertFingerprint, type AlertKind } from '../../domain/alert.ts';
import type { JobSubject } from '../../domain/job.ts';
import { isAmong } from '../../queries/is-among.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts } from '../../schema/index.ts';

/** Resolves the fired alerts of a kind at an item or a vault, in the caller's transaction: the next success ends the trouble. */
export async function resolveAlerts(tx: Transaction, trouble: JobSubject & { kind: AlertKind }): Promise<void> {
  const isOfIt = trouble.itemId === undefined ? eq(alerts.vaultId, trouble.vaultId) : eq(alerts.itemId, trouble.itemId);
  await resolve(tx, and(eq(alerts.kind, trouble.kind), isOfIt));
}

/** The same of many items at once; with a code only what was raised under it. */
export async function resolveAlertsOf(
  tx: Transaction,
  { kind, itemIds, code }: { kind: AlertKind; itemIds: readonly string[]; code?: string },
): Promise<void> {
  const isIt = code === undefined ? undefined : sql`${alerts.error} ->> 'code' = ${code}`;
  await resolve(tx, and(eq(alerts.kind, kind), isAmong(alerts.itemId, itemIds), isIt));
}

/** The same for one trouble at something that is neither: alerts of the vault that they share stay. */
export async function resolveAlert(
  tx: Transaction,
  trouble: { kind: AlertKind; subjectId: string; code: string },
): Promise<void> {
  await resolve(tx, eq(alerts.fingerprint, alertFingerprint(trouble)));
}

async function resolve(tx: Transaction, which: SQL | undefined): Promise<void> {
  await tx
    .update(alerts)
    .set({ condition: 'RESOLVED', resolvedAt: NOW, version: sql`${alerts.version} + 1` })
    .where(and(which, eq(alerts.condition, 'FIRED')));
}
