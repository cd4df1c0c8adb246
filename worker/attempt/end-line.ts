import type { findEndedAttempt } from '@holdfast/db/queries/runs';

export type EndedAttempt = NonNullable<Awaited<ReturnType<typeof findEndedAttempt>>>;

/** What the log says of an attempt that has ended. */
export interface EndLine {
  readonly level: 'info' | 'warn';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

const POINTS_NOT_WHOLE = ['damaged', 'missing', 'stillDamaged', 'stillMissing'] as const;

/**
 * One line for who watches the log alone: what of which item or vault ended how, after how long. It warns of what did not come to its end, and of
 * a check by which points are not whole. Of an error it says what the store tells everyone (law 10): no more than its code and message.
 */
export function endLine(ended: EndedAttempt): EndLine {
  const { outcome, error, operation, subject, name, startedAt, endedAt, warningCount } = ended;
  const isDone = outcome === 'COMPLETED';
  const points = isDone && operation === 'VERIFY' ? pointsNotWhole(ended.result) : undefined;
  const fields = {
    ...{ operation, subject, name, outcome, durationMs: endedAt.getTime() - startedAt.getTime() },
    ...(error && { failure: { code: error.code, message: error.message } }),
    ...(isDone && warningCount > 0 && { warnings: warningCount }),
    ...(points && { points }),
  };
  const isWell = (isDone || outcome === 'CANCELLED') && !points;
  const message = points ? 'a check found or left points that are not whole' : MESSAGE[outcome];
  return { level: isWell ? 'info' : 'warn', fields, message };
}

const MESSAGE: Record<EndedAttempt['outcome'], string> = {
  COMPLETED: 'a job completed',
  CANCELLED: 'a job was cancelled',
  FAILED: 'a job failed',
  RETRIED: 'an attempt failed and another follows',
  LOST: 'an attempt was lost',
};

/** How many it found in this check, and how many there are after it; undefined where all are whole and were. */
function pointsNotWhole(result: EndedAttempt['result']): Readonly<Record<string, number>> | undefined {
  const told = POINTS_NOT_WHOLE.map((figure) => [figure, Number(result?.[figure] ?? 0)] as const);
  return told.some(([, count]) => count > 0) ? Object.fromEntries(told) : undefined;
}
