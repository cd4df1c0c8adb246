import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { alertFingerprint } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import type { Suspicion } from '../../domain/suspicion.ts';
import { utc } from '../../domain/utc.ts';
import { lastUnsuspected, newestSuspects } from '../../queries/suspicions.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts, protectedItems } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { raiseAlert } from './raise.ts';

const KIND = 'UNUSUAL_CHANGE';

/**
 * Tells in the caller's transaction of an item that has points unlike those before them: one alert an item, which names the newest. That is the
 * one that whoever reads it can dismiss, also when an older one was noticed after it. Nothing where none is suspect.
 */
export async function raiseUnusualChange(services: Services, tx: Transaction, itemId: string): Promise<void> {
  const point = (await newestSuspects(tx, [itemId])).get(itemId);
  if (!point?.suspicion) return;
  const error = await unusualChange(tx, { ...point, suspicion: point.suspicion });
  const { jobId } = point;
  await raiseAlert(services, tx, { kind: KIND, severity: 'WARNING', subjectId: itemId, itemId, jobId, error });
}

/**
 * Resolves the alerts of items that have no suspect point any more, in the caller's transaction; of an item that has another one left the
 * alert then tells of that. An ordinary point ends no suspicion: beside what ransomware left the next point looks ordinary too.
 */
export async function settleUnusualChange(tx: Transaction, itemIds: readonly string[]): Promise<void> {
  const fingerprints = itemIds.map((subjectId) => alertFingerprint({ kind: KIND, subjectId, code: KIND }));
  // Locked before the points are looked at: whoever marks one meanwhile counts up this alert, or raises the next.
  const fired = await tx
    .select({ id: alerts.id, itemId: alerts.itemId })
    .from(alerts)
    .where(and(inArray(alerts.fingerprint, fingerprints), eq(alerts.condition, 'FIRED')))
    .orderBy(alerts.id)
    .for('update');
  const left = fired.length === 0 ? new Map<string, never>() : await newestSuspects(tx, itemIds);
  for (const { id, itemId } of fired) {
    const point = itemId === null ? undefined : left.get(itemId);
    const change = point?.suspicion
      ? { error: await unusualChange(tx, { ...point, suspicion: point.suspicion }) }
      : { condition: 'RESOLVED' as const, resolvedAt: NOW };
    await tx
      .update(alerts)
      .set({ ...change, version: sql`${alerts.version} + 1` })
      .where(eq(alerts.id, id));
  }
}

/**
 * Tells again of an item's suspect points once deleted ones are back, in the caller's transaction: with them came what was held against them,
 * by which retention keeps what was before. Nothing where none is suspect.
 */
export async function recallUnusualChange(services: Services, tx: Transaction, itemId: string): Promise<void> {
  await settleUnusualChange(tx, [itemId]);
  const fingerprint = alertFingerprint({ kind: KIND, subjectId: itemId, code: KIND });
  const isTold = and(eq(alerts.fingerprint, fingerprint), eq(alerts.condition, 'FIRED'));
  if ((await tx.$count(alerts, isTold)) === 0) await raiseUnusualChange(services, tx, itemId);
}

async function unusualChange(
  tx: Transaction,
  { itemId, takenAt, suspicion }: { itemId: string; takenAt: Date; suspicion: Suspicion },
): Promise<ErrorInfo> {
  const [item] = await tx
    .select({ name: protectedItems.name })
    .from(protectedItems)
    .where(eq(protectedItems.id, itemId));
  const reasons = suspicion.reasons.map(({ text }) => text).join('; ');
  return {
    code: KIND,
    message: `The recovery point of ${item?.name ?? itemId} of ${utc(takenAt)} is unlike those before it: ${reasons}.`,
    cause:
      'Its data changed far more than it usually does: by people, by a program, by a mount that is missing, or by ransomware.',
    remedy: `Look at the data. If the change was meant, dismiss this: the like is usual from then on. If not: ${await whatIsLeft(tx, itemId, takenAt)}`,
    retryable: false,
    fault: 'USER',
  };
}

/** As it is now: the one that was the last when the change was noticed may have been deleted since, or found damaged. */
async function whatIsLeft(tx: Transaction, itemId: string, suspectAt: Date): Promise<string> {
  const last = await lastUnsuspected(tx, itemId, suspectAt);
  if (!last) return 'no earlier point is known that nothing is held against.';
  return `the last point before it that nothing is held against is that of ${utc(last.takenAt)} (${last.id}), and retention keeps it until this is dismissed.`;
}
