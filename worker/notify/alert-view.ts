import { subjectView } from '@holdfast/bot/ui/subject';
import type { AlertView } from '@holdfast/bot/ui/views';
import type { findAlertForMessage } from '@holdfast/db/queries/messages';

type Found = NonNullable<Awaited<ReturnType<typeof findAlertForMessage>>>;

/** An alert's rows as its message shows them. */
export function alertView({ alert, changedBy, job, suspectPointId, ...about }: Found): AlertView {
  const { id, kind, severity, condition, state, count, error, version } = alert;
  return {
    id,
    kind,
    severity,
    condition,
    state,
    count,
    error,
    version,
    subject: subjectView(about),
    jobId: alert.jobId ?? undefined,
    job: job ?? undefined,
    firedAt: alert.firedAt.toISOString(),
    lastFiredAt: alert.lastFiredAt.toISOString(),
    changedBy,
    suspectPointId,
  };
}
