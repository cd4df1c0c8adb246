import { code, inert } from './escape.ts';
import type { ErrorView, JobViewOperation, PersonView } from './views.ts';

/** What people call each kind of work, at the start of a sentence. */
const OPERATIONS: Record<JobViewOperation, string> = {
  BACKUP: 'Backup',
  RESTORE: 'Restore',
  CONFIGURE_BACKUP: 'Set-up of backups',
  DISABLE_BACKUP: 'Stop of backups',
  DELETE_BACKUP_DATA: 'Deletion of backups',
  UNDELETE: 'Return of deleted backups',
  CROSS_REGION_RESTORE: 'Restore from another region',
  VERIFY: 'Check',
  DRILL: 'Restore drill',
  RETENTION: 'Retention',
  PRUNE: 'Clean-up',
  REPLICATE: 'Copy to another region',
};

/** `Backup`, `Restore drill`. */
export function operationName(operation: JobViewOperation): string {
  return OPERATIONS[operation];
}

/** Of what was rebuilt from a vault: its job's journal is lost, so that nothing lacks as far as is known. */
const REBUILT = 'REBUILT_FROM_VAULT';

/** Whether what a backup could not read, if anything, is not known any more. */
export function isRebuilt(warnings: readonly { readonly code?: string | undefined }[]): boolean {
  return warnings.some(({ code: its }) => its === REBUILT);
}

/** A mention where Slack knows the person, else the name as code. */
export function person({ slackUserId, name }: PersonView): string {
  return mention(slackUserId) ?? code(name);
}

/** A mention that notifies; undefined for what is no id of a Slack user. */
export function mention(slackUserId: string | undefined): string | undefined {
  return slackUserId !== undefined && /^[UW][A-Z0-9]{2,}$/.test(slackUserId) ? `<@${slackUserId}>` : undefined;
}

/** What a notification says of an error, in one sentence without its end. */
export function shortError({ message }: ErrorView): string {
  return inert(message).replace(/\.$/, '');
}
