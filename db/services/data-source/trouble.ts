import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { pauseAfterFailures } from '../../domain/assignment.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { dataSources, type assignmentRules } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import { resolveAlert } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import type { DataSource } from './lock.ts';

const KIND = 'PROTECTION_FAILED';

/**
 * Writes down that a rule could not protect a data source, raises its alert or counts it up, and has it tried again later. The source
 * has one such alert at most: another trouble, or the same under another rule, ends the one before.
 */
export async function noteTrouble(
  services: Services,
  tx: Transaction,
  failed: { source: DataSource; rule: typeof assignmentRules.$inferSelect; error: ErrorInfo },
): Promise<void> {
  const { source, rule, error } = failed;
  if (source.trouble && (source.trouble.code !== error.code || source.ruleId !== rule.id)) await endTrouble(tx, source);
  const failures = await raiseAlert(services, tx, {
    kind: KIND,
    severity: 'ERROR',
    subjectId: source.id,
    vaultId: rule.vaultId,
    error,
  });
  await tx
    .update(dataSources)
    .set({
      trouble: error,
      ruleId: rule.id,
      nextTryAt: sql`schedule_now() + ${pauseAfterFailures(failures)}::int * interval '1 second'`,
    })
    .where(eq(dataSources.id, source.id));
}

/** Resolves the alert of a data source, if it has one. What its row says of it is the caller's to take away. */
export async function endTrouble(tx: Transaction, { id, trouble }: DataSource): Promise<void> {
  if (trouble) await resolveAlert(tx, { kind: KIND, subjectId: id, code: trouble.code });
}
