import { plain } from '../escape.ts';
import { parseBlockId, RESTORE } from '../ids.ts';
import type { ErrorView } from '../views.ts';

/** What is said beside the questions of a modal: block id → text. Slack takes only those of questions that are shown. */
export type ViewErrors = Record<string, string>;

export interface RestoreRefusal extends ErrorView {
  readonly __typename: string;
  /** Of an input that has not the form that is asked for. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

/**
 * The refusal of a restore, beside the questions it is about.
 * @param shown the ids of the blocks that are shown
 */
export function refusedErrors(shown: readonly string[], refusal: RestoreRefusal): ViewErrors {
  const { issues = [], __typename: type, code } = refusal;
  if (type === 'IdempotencyMismatch') return { [RESTORE.item]: ALREADY_SENT };
  if (issues.length > 0) {
    const placed = issues.map(({ path, message }): [string, string] => [
      blockOf(path, shown),
      `This ${plain(message)}.`,
    ]);
    return Object.fromEntries(placed.toReversed());
  }
  return { [blockOf(PLACES[code] ?? PLACES[type] ?? '', shown)]: inWords(refusal) };
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
function blockOf(path: string, shown: readonly string[]): string {
  const part = path.replace(/\.\d+$/, '');
  const blocks = (QUESTIONS[part] ?? []).map((asked) => shown.find((id) => parseBlockId(id).actionId === asked));
  return blocks.find((id) => id !== undefined) ?? RESTORE.item;
}
