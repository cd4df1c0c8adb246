import type { DrillOutcome, DrillProbe } from './drill.ts';
import { ConflictError } from './errors.ts';
import type { ErrorInfo } from './fault.ts';
import { utc } from './utc.ts';

/** What a drill restored, as people know it. */
export interface DrilledPoint {
  readonly id: string;
  readonly takenAt: Date;
}

/** `the recovery point of 2026-11-23 07:00 UTC (rpt_…)` */
export function describePoint({ id, takenAt }: DrilledPoint): string {
  return `the recovery point of ${utc(takenAt)} (${id})`;
}

/** What was restored is not what was backed up, or does not answer as expected. Trying the same point again cannot help. */
export function drillProbeFailed(point: DrilledPoint, failed: readonly DrillProbe[]): ErrorInfo {
  const [first, ...others] = failed;
  const more = others.length > 0 ? ` ${others.length} more probes failed; the report has them.` : '';
  return {
    code: 'DRILL_PROBE_FAILED',
    message: `The drill restored ${describePoint(point)}, and its probe "${first?.name ?? ''}" failed: ${first?.text ?? ''}${more}`,
    cause: 'What came back is not what the vault says was backed up, or does not answer as the item says it must.',
    remedy:
      'Read the report of the drill. Check the query if it is one; else have the vault verified, and make a new backup.',
    retryable: false,
    fault: 'USER',
  };
}

/** The same error, saying which point the drill was about. */
export function ofDrill(error: ErrorInfo, point: DrilledPoint | undefined): ErrorInfo {
  return point ? { ...error, message: `The drill of ${describePoint(point)} failed: ${error.message}` } : error;
}

/** The item has no point that could be restored, so nothing can be proven. */
export const NO_GOOD_POINT: ErrorInfo = {
  code: 'DRILL_NO_POINT',
  message: 'The item has no good recovery point: there is nothing that a drill could restore.',
  cause: 'All its points are deleted or damaged, or none was made yet.',
  remedy: 'See why its backups fail or what happened to its vault, and make a new backup.',
  retryable: false,
  fault: 'USER',
};

/** The same for someone who asks for a drill. */
export function noGoodPoint(): ConflictError {
  return new ConflictError(NO_GOOD_POINT);
}

/** Its turn came too late. @param end ISO 8601 */
export function windowOver(end: string): ErrorInfo {
  return {
    code: 'DRILL_WINDOW_OVER',
    message: `The drill could not begin before its window ended at ${end}.`,
    cause: 'No worker of its site took it in time, or its site, its vault or their maintenance kept it waiting.',
    remedy:
      'Nothing is said of the recovery point by this, and it comes again in the next window. If this repeats, see what its site runs in these hours, or widen the windows.',
    retryable: false,
    fault: 'USER',
  };
}

/** Drills that could not be: nothing failed, but the item goes unproven. */
const NOT_POSSIBLE = new Set([NO_GOOD_POINT.code, 'DRILL_WINDOW_OVER']);

/** What whoever looks after an item is told of a drill that ended with this error. */
export function alertOfFailure({
  code,
}: Pick<ErrorInfo, 'code'>):
  | { readonly kind: 'NOT_PROVEN'; readonly severity: 'WARNING' }
  | { readonly kind: 'DRILL_FAILED'; readonly severity: 'ERROR' } {
  return NOT_POSSIBLE.has(code)
    ? { kind: 'NOT_PROVEN', severity: 'WARNING' }
    : { kind: 'DRILL_FAILED', severity: 'ERROR' };
}

/** What says nothing of the recovery point: the worker or the store failed, or what was to be restored, or where, is not there. */
const NOT_JUDGED = new Set([
  'WORKER_LOST',
  'WORKER_STOPPING',
  'STORE_UNREACHABLE',
  'POINT_NOT_AVAILABLE',
  'INTERNAL',
  'LEFTOVER_STUCK',
  'TOOL_MISSING',
  'DRILL_SERVER_MISSING',
  'DRILL_SERVER_FAILED',
  ...NOT_POSSIBLE,
]);

/** What a drill that ended with this error came to. */
export function outcomeOfFailure({ code }: Pick<ErrorInfo, 'code'>): Extract<DrillOutcome, 'FAILED' | 'SKIPPED'> {
  return NOT_JUDGED.has(code) ? 'SKIPPED' : 'FAILED';
}
