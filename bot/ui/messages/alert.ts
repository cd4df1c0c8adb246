import {
  actions,
  context,
  plainSection,
  plainText,
  section,
  type Button,
  type Section,
  type SlackMessage,
} from '../blocks.ts';
import { errorSection, noticedSection } from '../error-text.ts';
import { code, plain } from '../escape.ts';
import { counted, instant } from '../format.ts';
import { ACTION, buttonValue } from '../ids.ts';
import type { AlertView } from '../views.ts';
import { operationName, person, shortError } from '../words.ts';
import { endWords, troubleWords } from './alert-words.ts';
import { RESTORE_AGAIN } from './job.ts';
import { stopButton, stopWords } from './stopping.ts';

/** How bad an alert is, as it stands in front of its title. */
export const SEVERITY: Record<AlertView['severity'], { icon: string; name: string }> = {
  CRITICAL: { icon: '🚨', name: 'Critical' },
  ERROR: { icon: '🔴', name: 'Error' },
  WARNING: { icon: '🟠', name: 'Warning' },
  INFORMATIONAL: { icon: '🔵', name: 'For your information' },
};

/** The alerts of failed jobs: only these can be tried again. */
const FAILED_JOB: ReadonlySet<string> = new Set([
  'BACKUP_FAILED',
  'RESTORE_FAILED',
  'RETENTION_FAILED',
  'VERIFY_FAILED',
  'DRILL_FAILED',
  'PRUNE_FAILED',
]);

/**
 * The message of an alert, edited as it changes: one however often it happens.
 * @param nonce tells this rendering from every other, see {@link buttonValue}
 */
export function alertMessage(view: AlertView, nonce: string): SlackMessage {
  const { icon, title, state } = headlineParts(view);
  return {
    text: `${icon} ${title}${state}${view.condition === 'RESOLVED' ? `. ${before(view)}` : ''}: ${shortError(view.error)}`,
    blocks: [
      section(`${icon} *${title}*${state}`),
      view.condition === 'RESOLVED' ? pastSection(view) : troubleSection(view),
      context(...facts(view)),
      ...actions(
        acknowledgeButton(view, nonce),
        dismissButton(view, nonce),
        retryButton(view, nonce),
        cancelButton(view, nonce),
      ),
    ],
  };
}

/** What was noticed at an item or a vault; everything else is work that failed, or did not run. */
const NOTICED: ReadonlySet<string> = new Set([
  'UNUSUAL_CHANGE',
  'VAULT_FILLING',
  'VAULT_DAMAGED',
  'POINTS_MISSING',
  'RPO_BREACHED',
  'RTO_BREACHED',
  'NOT_PROVEN',
]);

function troubleSection({ kind, error }: AlertView): Section {
  return NOTICED.has(kind) ? noticedSection(error) : errorSection(error);
}

function headlineParts(view: AlertView) {
  const { icon, name } = SEVERITY[view.severity];
  if (view.condition === 'RESOLVED') return { icon: '✅', title: `Resolved: ${endWords(view)}`, state: '' };
  return { icon, title: `${name}: ${troubleWords(view)}`, state: stateOf(view) };
}

function stateOf({ state, changedBy }: AlertView): string {
  if (state === 'NEW') return '';
  const who = changedBy ? person(changedBy) : 'someone';
  return state === 'ACKNOWLEDGED' ? ` · 👀 ${who} looks after it` : ` · closed by ${who}`;
}

/** What was the trouble, with nothing that is still to be done. */
function pastSection(view: AlertView): Section {
  const { message, cause } = view.error;
  return plainSection(`${before(view)}: ${plain(message)}`, `Why: ${plain(cause)}`);
}

function before({ kind }: AlertView): string {
  return FAILED_JOB.has(kind) ? 'It had failed' : 'It was';
}

function facts({ kind, count, firedAt, lastFiredAt, jobId, condition }: AlertView): (string | undefined)[] {
  const happened = condition === 'RESOLVED' && FAILED_JOB.has(kind) ? 'failed' : 'happened';
  if (count > 1) {
    const times = `${happened} ${counted(count, 'time')}`;
    return [times, `first ${instant(firedAt)}`, `last ${instant(lastFiredAt)}`, jobId && code(jobId)];
  }
  const when = instant(lastFiredAt);
  return [condition === 'RESOLVED' ? `${happened} ${when}` : when, jobId && code(jobId)];
}

function acknowledgeButton({ id, state, condition }: AlertView, nonce: string): Button | undefined {
  if (state !== 'NEW' || condition === 'RESOLVED') return undefined;
  return {
    type: 'button',
    action_id: ACTION.acknowledgeAlert,
    text: plainText('Acknowledge'),
    value: buttonValue({ id, nonce }),
    style: 'primary',
  };
}

/** Names the recovery point, not the alert. */
function dismissButton({ suspectPointId, condition }: AlertView, nonce: string): Button | undefined {
  if (suspectPointId === undefined || condition === 'RESOLVED') return undefined;
  return {
    type: 'button',
    action_id: ACTION.dismissSuspicion,
    text: plainText('It was meant'),
    value: buttonValue({ id: suspectPointId, nonce }),
  };
}

/** Names the job, not the alert: that is what is tried again. */
function retryButton({ kind, jobId, condition, state }: AlertView, nonce: string): Button | undefined {
  if (jobId === undefined || condition === 'RESOLVED' || state === 'CLOSED' || !FAILED_JOB.has(kind)) return undefined;
  const button: Button = {
    type: 'button',
    action_id: ACTION.retryFromAlert,
    text: plainText('Retry'),
    value: buttonValue({ id: jobId, nonce }),
  };
  return kind === 'RESTORE_FAILED' ? { ...button, confirm: RESTORE_AGAIN } : button;
}

/** Names the job too; one that is being cancelled already needs no second press. */
function cancelButton({ kind, jobId, job, condition, state }: AlertView, nonce: string): Button | undefined {
  if (kind !== 'JOB_STALLED' || jobId === undefined || condition === 'RESOLVED' || state === 'CLOSED') return undefined;
  if (job?.status !== 'IN_PROGRESS') return undefined;
  const name = operationName(job.operation).toLowerCase();
  return stopButton({ id: jobId, actionId: ACTION.cancelFromAlert, name, words: stopWords(job.operation) }, nonce);
}
