import {
  actions,
  confirm,
  context,
  plainSection,
  plainText,
  section,
  type Button,
  type SlackMessage,
} from '../blocks.ts';
import { isOver } from '../drilled.ts';
import { errorSection } from '../error-text.ts';
import { code, plain } from '../escape.ts';
import { count, counted, instant } from '../format.ts';
import { ACTION, buttonValue } from '../ids.ts';
import { progressLine } from '../progress.ts';
import { restoreLine, resultLines, resultNumbers } from '../result.ts';
import { subjectText } from '../subject.ts';
import type { JobView, JobViewStatus, WarningsView } from '../views.ts';
import { waitLine } from '../waiting.ts';
import { isRebuilt, operationName, person, shortError } from '../words.ts';
import { stopButton, stopWords } from './stopping.ts';

const ICON: Record<JobViewStatus, string> = {
  QUEUED: '🕓',
  WAITING_APPROVAL: '✋',
  IN_PROGRESS: '🔄',
  COMPLETED: '✅',
  COMPLETED_WITH_WARNINGS: '⚠️',
  FAILED: '❌',
  CANCELLING: '🛑',
  CANCELLED: '⏹️',
};

const WARNINGS_SHOWN = 3;

/**
 * The message of a job in a channel, posted once and edited as the job goes. Its first line says what, of which item or
 * vault and in which state.
 * @param nonce tells this rendering from every other, see {@link buttonValue}
 */
export function jobMessage(view: JobView, nonce: string): SlackMessage {
  return {
    text: jobNotification(view),
    blocks: [
      section(jobHeadline(view), restoreLine(view), ...detailLines(view)),
      ...(view.error ? [errorSection(view.error)] : []),
      ...warningBlocks(view.warnings),
      context(...facts(view)),
      ...actions(cancelButton(view, nonce), retryButton(view, nonce)),
    ],
  };
}

/** `🔄 *Backup of `orders`* is running` */
export function jobHeadline(view: JobView): string {
  return `${ICON[view.status]} *${what(view)}* ${jobState(view)}`;
}

/** The same for where there are no blocks, with what came of it in one sentence. */
export function jobNotification(view: JobView): string {
  const outcome = view.error ? shortError(view.error) : resultNumbers(view);
  const headline = `${ICON[view.status]} ${what(view)} ${jobState(view)}`;
  return outcome === '' ? headline : `${headline}: ${outcome}`;
}

function what({ operation, subject }: JobView): string {
  return `${operationName(operation)} of ${subjectText(subject)}`;
}

/** The state of a job as the end of a sentence. */
export function jobState(view: JobView): string {
  const { status, attempt, maxAttempts, nextAttemptAt, warnings } = view;
  const next = nextAttemptAt === undefined ? '' : `, at ${instant(nextAttemptAt)}`;
  const texts: Record<JobViewStatus, string> = {
    QUEUED: attempt === 0 ? 'waits for a worker' : `waits for attempt ${attempt + 1} of ${maxAttempts}${next}`,
    WAITING_APPROVAL: 'waits for a second person',
    IN_PROGRESS: 'is running',
    COMPLETED: doneState(view),
    COMPLETED_WITH_WARNINGS: isRebuilt(warnings.first)
      ? 'is done; what it could not read, if anything, is not known: rebuilt from the vault'
      : `${doneState(view)}, with ${counted(warnings.count, 'warning')}`,
    FAILED: 'failed',
    CANCELLING: 'is being cancelled',
    CANCELLED: 'was cancelled',
  };
  return texts[status];
}

/** A restore that came to its end may have come to it too late, which its first line tells. */
function doneState({ result }: JobView): string {
  return result?.drilled && isOver(result.drilled) ? 'has proven it restorable, but over its objective' : 'is done';
}

function detailLines(view: JobView): (string | undefined)[] {
  if (view.status === 'QUEUED') return [view.waitsFor && waitLine(view.waitsFor)];
  if (view.status === 'IN_PROGRESS') return [view.progress && progressLine(view.progress)];
  if (view.status === 'CANCELLING') return [stopWords(view.operation).stopping];
  if (view.status === 'CANCELLED') return [stopWords(view.operation).stopped];
  return view.result ? resultLines(view) : [];
}

function warningBlocks({ count: all, first }: WarningsView) {
  if (all === 0) return [];
  const shown = first.slice(0, WARNINGS_SHOWN).map(({ message, subject }) => {
    return `• ${plain(message)}${subject === undefined ? '' : ` (${plain(subject)})`}`;
  });
  const rest = all - shown.length;
  return [plainSection(...shown, rest > 0 ? `… and ${count(rest)} more` : undefined)];
}

function facts(view: JobView): (string | undefined)[] {
  const { endedAt, startedAt, createdAt, attempt, maxAttempts, retriedAs } = view;
  return [
    `asked for by ${person(view.requestedBy)}`,
    endedAt ? `ended ${instant(endedAt)}` : startedAt ? `started ${instant(startedAt)}` : `asked ${instant(createdAt)}`,
    attempt > 1 ? `attempt ${attempt} of ${maxAttempts}` : undefined,
    retriedAs === undefined ? undefined : `tried again as ${code(retriedAs)}`,
    code(view.id),
  ];
}

function cancelButton({ id, operation, status }: JobView, nonce: string): Button | undefined {
  if (status !== 'QUEUED' && status !== 'IN_PROGRESS') return undefined;
  const name = operationName(operation).toLowerCase();
  return stopButton({ id, actionId: ACTION.cancelJob, name, words: stopWords(operation) }, nonce);
}

function retryButton({ id, operation, status, retriedAs }: JobView, nonce: string): Button | undefined {
  if ((status !== 'FAILED' && status !== 'CANCELLED') || retriedAs !== undefined) return undefined;
  const button: Button = {
    type: 'button',
    action_id: ACTION.retryJob,
    text: plainText('Retry'),
    value: buttonValue({ id, nonce }),
  };
  return operation === 'RESTORE' ? { ...button, confirm: RESTORE_AGAIN } : button;
}

/** Asked before a restore runs again: it may replace live data. */
export const RESTORE_AGAIN = confirm({
  title: 'Restore again?',
  text: 'The same is restored to the same place, by the same rule for what is there.',
  confirm: 'Restore again',
  deny: 'Not now',
});
