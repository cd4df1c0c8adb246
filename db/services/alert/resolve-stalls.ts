import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { alertFingerprint } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { STALL_CODES, type StallCode } from '../../domain/stalled.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts } from '../../schema/index.ts';

/** Whether it is told now that this is wrong with how the job goes. */
export async function isStallTold(tx: Transaction, jobId: string, code: StallCode): Promise<boolean> {
  return (await tx.$count(alerts, firedOf(jobId, [code]))) > 0;
}

/**
 * Resolves the fired alerts of one job's course, in the caller's transaction. Other jobs at the same item may stand still too.
 * @returns whether there were any
 */
export async function resolveStalls(tx: Transaction, jobId: string, codes: readonly StallCode[]): Promise<boolean> {
  const resolved = await tx
    .update(alerts)
    .set({ condition: 'RESOLVED', resolvedAt: NOW, version: sql`${alerts.version} + 1` })
    .where(firedOf(jobId, codes))
    .returning({ id: alerts.id });
  return resolved.length > 0;
}

/** Says of a job that stands still and was asked to stop what is to be done now, in the caller's transaction. */
export async function retellStalls(
  tx: Transaction,
  jobId: string,
  now: Pick<ErrorInfo, 'cause' | 'remedy'>,
): Promise<void> {
  await tx
    .update(alerts)
    .set({
      error: sql`${alerts.error} || ${JSON.stringify(now)}::text::jsonb`,
      version: sql`${alerts.version} + 1`,
    })
    .where(firedOf(jobId, STALL_CODES));
}

/** By fingerprint: there is an index of those that are fired. */
function firedOf(jobId: string, codes: readonly StallCode[]) {
  const fingerprints = codes.map((code) => alertFingerprint({ kind: 'JOB_STALLED', subjectId: jobId, code }));
  return and(inArray(alerts.fingerprint, fingerprints), eq(alerts.condition, 'FIRED'));
}
