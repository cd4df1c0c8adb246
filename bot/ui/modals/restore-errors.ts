import { plain } from '../escape.ts';
import { parseBlockId, RESTORE } from '../ids.ts';
import type { ErrorView } from '../views.ts';
import { issueSentence, partOf, type IssueView, type RefusalView } from './input-words.ts';
import type { RestoreChoices } from './restore-choices.ts';

/** What is said beside the questions of a modal: block id → text. Slack takes only those of questions that are shown. */
export type ViewErrors = Record<string, string>;

export interface RestoreRefusal extends RefusalView {
  readonly __typename: string;
}

/** What a modal shows when it is submitted. */
export interface Submitted {
  /** The ids of the blocks that ask something. */
  readonly shown: readonly string[];
  readonly choices: RestoreChoices;
}

/** The refusal of a restore, beside the questions it is about. */
export function refusedErrors({ shown, choices }: Submitted, refusal: RestoreRefusal): ViewErrors {
  const { issues = [], __typename: type, code } = refusal;
  if (type === 'IdempotencyMismatch') return { [RESTORE.item]: ALREADY_SENT };
  if (issues.length > 0) {
    const placed = Object.groupBy(issues, (issue) => blockOf(partOf(issue).part, shown));
    return Object.fromEntries(
      Object.entries(placed).map(([block, wrong = []]) => [block, issuesInWords(wrong, choices)]),
    );
  }
  return { [blockOf(PLACES[code] ?? PLACES[type] ?? '', shown)]: inWords(refusal) };
}

/** What a restore would surely fail of where it lands, beside the question for that. */
export function wouldFailErrors({ shown }: Pick<Submitted, 'shown'>, error: ErrorView): ViewErrors {
  return { [blockOf('target.path', shown)]: `This restore would fail: ${inWords(error)}` };
}

/** The gateway did not answer: sent again as it is, it stays one restore. */
export function noAnswerError({ mayBeDone }: { readonly mayBeDone: boolean }): ViewErrors {
  const text = mayBeDone
    ? 'I got no answer in time. Press the button again without changing anything: it counts as the same restore.'
    : 'Holdfast does not answer right now. Nothing was started: press the button again in a moment.';
  return { [RESTORE.item]: text };
}

const ALREADY_SENT =
  'Another restore was already asked for with this form: /backup jobs shows it. For one more, close this and type /backup restore.';

/** What of the input an error without a place is about, by its code or type. */
const PLACES: Readonly<Record<string, string>> = {
  JOB_RUNNING: 'target.path',
  NotFound: 'recoveryPointId',
  POINT_NOT_AVAILABLE: 'recoveryPointId',
};

const ISSUES_TOLD = 3;

/** Of each line the first thing that is wrong with it. */
function issuesInWords(wrong: readonly IssueView[], choices: RestoreChoices): string {
  const issues = wrong.filter(({ path }, index) => wrong.findIndex((other) => other.path === path) === index);
  const told = issues.slice(0, ISSUES_TOLD).map((issue) => issueSentence(issue, choices));
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}

function inWords({ message, cause, remedy }: ErrorView): string {
  return [message, cause, remedy].map((sentence) => plain(sentence)).join(' ');
}

/** Which questions a part of the input is asked by, the closest first. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  recoveryPointId: [RESTORE.point],
  paths: [RESTORE.paths, RESTORE.scope],
  database: [RESTORE.database, RESTORE.scope],
  tables: [RESTORE.tables, RESTORE.scope],
  'target.path': [RESTORE.targetPath, RESTORE.targetDatabase, RESTORE.target],
  'target.database': [RESTORE.targetDatabase, RESTORE.target],
  'target.conflict': [RESTORE.conflict],
};

/** The block that asks for a part of the input, or the first one where that question is not shown. */
function blockOf(part: string, shown: readonly string[]): string {
  const blocks = (QUESTIONS[part] ?? []).map((asked) => shown.find((id) => parseBlockId(id).actionId === asked));
  return blocks.find((id) => id !== undefined) ?? RESTORE.item;
}
