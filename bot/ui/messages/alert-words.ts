import { inert } from '../escape.ts';
import { subjectText } from '../subject.ts';
import type { AlertView as WholeAlert, ErrorView } from '../views.ts';

/** What the words for an alert depend on. */
type AlertView = Pick<WholeAlert, 'kind' | 'subject'> & { readonly error: Pick<ErrorView, 'code'> };

/** The code of a job that moves, too slowly. */
const SLOW = 'JOB_SLOW';

/** The code of what failed because its vault lost data. */
const DAMAGED = 'REPOSITORY_DAMAGED';

interface Words {
  /** The trouble, as it stands in a title. */
  readonly is: (view: AlertView) => string;
  /** What ended it. Good news reads as such, instead of naming the trouble. */
  readonly ended: (view: AlertView) => string;
}

const WORDS: Readonly<Record<string, Words>> = {
  BACKUP_FAILED: failed('Backup', succeedsAgain('backup')),
  RETENTION_FAILED: failed('Retention', succeedsAgain('retention')),
  VERIFY_FAILED: failed('Check', succeedsAgain('check')),
  PRUNE_FAILED: failed('Clean-up', succeedsAgain('clean-up')),
  RESTORE_FAILED: failed('Restore', (view) =>
    view.error.code === DAMAGED
      ? `a later restore${of(view)} succeeded, or a check found its recovery points whole again`
      : `a later restore${of(view)} succeeded`,
  ),
  DRILL_FAILED: failed('Restore drill', (view) => `a later drill${of(view)} proved that it restores`),
  NOT_PROVEN: {
    is: (view) => `${name(view, 'an item')} is not proven restorable`,
    ended: (view) => `${name(view, 'an item')} was proven restorable, or nothing asks for it any more`,
  },
  WORKER_LOST: {
    is: (view) => `a worker fell silent${view.subject ? ` during ${work(view)}` : ''}`,
    ended: (view) => `${work(view)} came to its end after a worker had fallen silent`,
  },
  BACKUP_MISSED: {
    is: (view) => `a scheduled backup${of(view)} did not run`,
    ended: (view) => `the backup${of(view)} runs again`,
  },
  VAULT_DAMAGED: {
    is: (view) => `what is stored${after(view, 'in')} is damaged`,
    ended: (view) => `every recovery point${after(view, 'in')} is whole again or gone`,
  },
  POINTS_MISSING: {
    is: (view) => `recovery points are gone${after(view, 'from')}`,
    ended: (view) => `no recovery point is missing${after(view, 'in')} any more`,
  },
  // Of the vault that the rule names: the data source, which its error names, is no item yet.
  PROTECTION_FAILED: {
    is: (view) => `a data source could not be protected${after(view, 'in')}`,
    ended: () => 'nothing of this keeps the data source from being protected any more',
  },
  RPO_BREACHED: {
    is: (view) => `more data${of(view)} may be lost than its RPO allows`,
    ended: (view) => `the RPO${of(view)} is breached no more`,
  },
  RTO_BREACHED: {
    is: (view) => `a restore${of(view)} takes longer than its RTO allows`,
    ended: (view) => `the RTO${of(view)} is breached no more`,
  },
  JOB_STALLED: {
    is: (view) => `${work(view)} ${view.error.code === SLOW ? 'takes far longer than usual' : 'stands still'}`,
    ended: (view) => `${work(view)} ${view.error.code === SLOW ? 'has ended' : 'moves again or has ended'}`,
  },
  UNUSUAL_CHANGE: {
    is: (view) => `a backup${of(view)} is unlike those before it`,
    ended: (view) => `the unusual change${of(view)} was dismissed or deleted`,
  },
  VAULT_FILLING: {
    is: (view) => `${name(view, 'a vault')} is filling up`,
    ended: (view) => `${name(view, 'the vault')} has room again`,
  },
};

/** What is wrong, as it stands in a title. A kind that is not known here is told by its name. */
export function troubleWords(view: AlertView): string {
  return WORDS[view.kind]?.is(view) ?? `${inert(view.kind.toLowerCase().replaceAll('_', ' '))}${of(view)}`;
}

/** What ended it. */
export function endWords(view: AlertView): string {
  return WORDS[view.kind]?.ended(view) ?? `it is over with: ${troubleWords(view)}`;
}

function failed(what: string, ended: Words['ended']): Words {
  return { is: (view) => `${what}${of(view)} failed`, ended };
}

function succeedsAgain(what: string): Words['ended'] {
  return (view) => `the ${what}${of(view)} succeeds again`;
}

function of(view: AlertView): string {
  return after(view, 'of');
}

function after({ subject }: AlertView, preposition: 'of' | 'in' | 'from'): string {
  return subject ? ` ${preposition} ${subjectText(subject)}` : '';
}

function name({ subject }: AlertView, unknown: string): string {
  return subject ? subjectText(subject) : unknown;
}

function work(view: AlertView): string {
  return view.subject ? `work on ${subjectText(view.subject)}` : 'work';
}
