import type { ErrorInfo } from '../../domain/fault.ts';
import { exactly, lastingAgainst } from '../../domain/lasting.ts';
import type { Objective } from '../../domain/objective.ts';
import type { Standing } from '../../queries/objectives.ts';
import type { Trouble } from '../alert/raise.ts';
import { mendFirst } from './failed-backup.ts';

/**
 * What the alert of a breach says. Without any good point nothing of the item could be restored, which is more than late. `failure`: what its last
 * backup failed of, where it did.
 */
export function breachTrouble(
  item: Standing,
  { objective, breachedAt, failure }: { objective: Objective; breachedAt: Date; failure: ErrorInfo | null },
): Omit<Trouble, 'kind'> {
  const { itemId } = item;
  const about = { itemId, subjectId: itemId };
  if (objective === 'RTO') return { ...about, severity: 'ERROR', error: slowRestore(item) };
  const severity = item.rpo.hasGoodPoint ? 'ERROR' : 'CRITICAL';
  return { ...about, severity, error: lateData(item, { breachedAt, failure }) };
}

function lateData(
  { name, rpo }: Standing,
  { breachedAt, failure }: { breachedAt: Date; failure: ErrorInfo | null },
): ErrorInfo {
  const seconds = exactly(rpo.objective?.seconds ?? 0);
  const since = minuteOf(breachedAt);
  const from = rpo.measuredFrom === null ? '' : minuteOf(rpo.measuredFrom);
  return {
    code: 'RPO_BREACHED',
    message: `${name} may lose more than the ${seconds} that its RPO allows, since ${since}.`,
    cause: rpo.hasGoodPoint
      ? `Its newest good recovery point was captured at ${from}; no good one has followed.`
      : `It has been protected since ${from} and has no good recovery point: nothing of it could be restored.`,
    remedy: whatToDo({ rpo }, failure),
    retryable: true,
    fault: failure?.fault ?? (rpo.expectedAt === null ? 'USER' : 'SERVICE'),
  };
}

function whatToDo({ rpo }: Pick<Standing, 'rpo'>, failure: ErrorInfo | null): string {
  if (rpo.openBackup) return 'A backup of it is open: see how it goes. The next good recovery point resolves this.';
  if (failure) return mendFirst(failure);
  if (rpo.expectedAt === null)
    return 'Nothing is planned: back it up now, and give its policy a schedule. The next good recovery point resolves this.';
  return 'See why its last backups failed or did not run, and back it up now. Where the schedule is too rare for the objective, change one of both. The next good recovery point resolves this.';
}

function slowRestore({ name, rto }: Standing): ErrorInfo {
  const { achieved, objective } = rto;
  const by = achieved?.by === 'RESTORE' ? 'full restore' : 'drill';
  return {
    code: 'RTO_BREACHED',
    message: `Restoring ${name} took ${lastingAgainst(achieved?.seconds ?? 0, objective?.seconds ?? null)}; its RTO is ${exactly(objective?.seconds ?? 0)}.`,
    cause: `So long its last ${by} took${achieved ? `, which ended at ${minuteOf(achieved.at)}` : ''}.`,
    remedy:
      'Look at where the time went: fetching from the vault or writing to the target. Give it more bandwidth or a vault that is nearer, split the item, or change the objective. The next drill or full restore within the objective resolves this.',
    retryable: false,
    fault: 'SERVICE',
  };
}

function minuteOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
