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
import { code, inert, plain } from '../escape.ts';
import { counted, instant } from '../format.ts';
import { ACTION, buttonValue } from '../ids.ts';
import { subjectText } from '../subject.ts';
import type { AlertView } from '../views.ts';
import { operationName, person, shortError } from '../words.ts';
import { RESTORE_AGAIN } from './job.ts';
import { stopButton, stopWords } from './stopping.ts';

const SEVERITY: Record<AlertView['severity'], { icon: string; name: string }> = {
  CRITICAL: { icon: '🚨', name: 'Critical' },
  ERROR: { icon: '🔴', name: 'Error' },
  WARNING: { icon: '🟠', name: 'Warning' },
  INFORMATIONAL: { icon: '🔵', name: 'For your information' },
};

/** The alerts of failed jobs: only these can be tried again. */
const FAILED_JOB: Readonly<Record<string, string>> = {
  BACKUP_FAILED: 'Backup',
  RESTORE_FAILED: 'Restore',
  RETENTION_FAILED: 'Retention',
  VERIFY_FAILED: 'Check',
  DRILL_FAILED: 'Restore drill',
  PRUNE_FAILED: 'Clean-up',
};

/** Troubles of an item: what they are and what ended them, each in two halves with the item between. */
const OF_ITEM: Readonly<Record<string, { trouble: readonly [string, string]; ended: readonly [string, string] }>> = {
  BACKUP_MISSED: { trouble: ['a scheduled backup', ' did not run'], ended: ['the backup', ' runs again'] },
  RPO_BREACHED: {
    trouble: ['more data', ' may be lost than its RPO allows'],
    ended: ['the RPO', ' is breached no more'],
  },
  RTO_BREACHED: {
    trouble: ['a restore', ' takes longer than its RTO allows'],
    ended: ['the RTO', ' is breached no more'],
  },
  UNUSUAL_CHANGE: {
    trouble: ['the newest backups', ' are unlike those before them'],
    ended: ['the unusual change', ' was dismissed or deleted'],
  },
};

/** The code of a job that moves, too slowly. */
const SLOW = 'JOB_SLOW';

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

/** What was noticed at an item or a vault; everything else is work that failed. */
const NOTICED = new Set(['UNUSUAL_CHANGE', 'VAULT_FILLING']);

function troubleSection({ kind, error }: AlertView): Section {
  return NOTICED.has(kind) ? noticedSection(error) : errorSection(error);
}

function headlineParts(view: AlertView) {
  const { icon, name } = SEVERITY[view.severity];
  if (view.condition === 'RESOLVED') return { icon: '✅', title: `Resolved: ${whatEndedIt(view)}`, state: '' };
  return { icon, title: `${name}: ${trouble(view)}`, state: stateOf(view) };
}

function stateOf({ state, changedBy }: AlertView): string {
  if (state === 'NEW') return '';
  const who = changedBy ? person(changedBy) : 'someone';
  return state === 'ACKNOWLEDGED' ? ` · 👀 ${who} looks after it` : ` · closed by ${who}`;
}

function trouble({ kind, subject, error }: AlertView): string {
  const of = subject ? ` of ${subjectText(subject)}` : '';
  const failed = FAILED_JOB[kind];
  if (failed !== undefined) return `${failed}${of} failed`;
  const ofItem = OF_ITEM[kind];
  if (ofItem) return ofItem.trouble.join(of);
  if (kind === 'NOT_PROVEN') return `${nameOf(subject)} is not proven restorable`;
  if (kind === 'WORKER_LOST') return `a worker fell silent${subject ? ` during ${work(subject)}` : ''}`;
  if (kind === 'VAULT_DAMAGED') return `what is stored${inVault(subject)} is damaged`;
  if (kind === 'POINTS_MISSING') return `recovery points are gone${from(subject)}`;
  if (kind === 'PROTECTION_FAILED') return `a data source could not be protected${inVault(subject)}`;
  if (kind === 'JOB_STALLED')
    return `${work(subject)} ${error.code === SLOW ? 'takes far longer than usual' : 'stands still'}`;
  if (kind === 'VAULT_FILLING') return `${subject ? subjectText(subject) : 'a vault'} is filling up`;
  return `${inert(kind.toLowerCase().replaceAll('_', ' '))}${of}`;
}

function nameOf(subject: AlertView['subject']): string {
  return subject ? subjectText(subject) : 'an item';
}

function work(subject: AlertView['subject']): string {
  return subject ? `work on ${subjectText(subject)}` : 'work';
}

/** The alert is of the vault that the rule names: the data source, which its error names, is no item yet. */
function inVault(subject: AlertView['subject']): string {
  return subject ? ` in ${subjectText(subject)}` : '';
}

function from(subject: AlertView['subject']): string {
  return subject ? ` from ${subjectText(subject)}` : '';
}

const SUCCEEDS_AGAIN: Readonly<Record<string, string>> = {
  BACKUP_FAILED: 'backup',
  RETENTION_FAILED: 'retention',
  VERIFY_FAILED: 'check',
  PRUNE_FAILED: 'clean-up',
};

/** Good news reads as such: what ended the trouble, instead of the trouble. */
function whatEndedIt(view: AlertView): string {
  const { kind, subject, error } = view;
  const of = subject ? ` of ${subjectText(subject)}` : '';
  const again = SUCCEEDS_AGAIN[kind];
  if (again !== undefined) return `the ${again}${of} succeeds again`;
  const ofItem = OF_ITEM[kind];
  if (ofItem) return ofItem.ended.join(of);
  if (kind === 'RESTORE_FAILED') return `a later restore${of} succeeded`;
  if (kind === 'DRILL_FAILED') return `a later drill${of} proved that it restores`;
  if (kind === 'NOT_PROVEN') return `${nameOf(subject)} was proven restorable, or nothing asks for it any more`;
  if (kind === 'VAULT_DAMAGED')
    return `every recovery point${inVault(subject)} is whole again, or gone by its retention`;
  if (kind === 'POINTS_MISSING') return `no recovery point is missing${inVault(subject)} any more`;
  if (kind === 'WORKER_LOST') return `${work(subject)} came to its end after a worker had fallen silent`;
  if (kind === 'JOB_STALLED')
    return `${work(subject)} ${error.code === SLOW ? 'has ended' : 'moves again or has ended'}`;
  if (kind === 'PROTECTION_FAILED') return 'nothing of this keeps the data source from being protected any more';
  if (kind === 'VAULT_FILLING') return `${subject ? subjectText(subject) : 'the vault'} has room again`;
  return `it is over with: ${trouble(view)}`;
}

/** What was the trouble, with nothing that is still to be done. */
function pastSection(view: AlertView): Section {
  const { message, cause } = view.error;
  return plainSection(`${before(view)}: ${plain(message)}`, `Why: ${plain(cause)}`);
}

function before({ kind }: AlertView): string {
  return kind in FAILED_JOB ? 'It had failed' : 'It was';
}

function facts({ kind, count, firedAt, lastFiredAt, jobId, condition }: AlertView): (string | undefined)[] {
  const happened = condition === 'RESOLVED' && kind in FAILED_JOB ? 'failed' : 'happened';
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
  if (jobId === undefined || condition === 'RESOLVED' || state === 'CLOSED' || !(kind in FAILED_JOB)) return undefined;
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
