import { plain } from '../escape.ts';
import type { ErrorView } from '../views.ts';
import type { RestoreChoices } from './restore-choices.ts';

/** One thing wrong with an input: where it is in the API, and what is wrong there. */
export interface IssueView {
  readonly path: string;
  readonly message: string;
}

/** An error of the API; of an input that has not the form that is asked for, with everything that is wrong. */
export interface RefusalView extends ErrorView {
  readonly issues?: readonly IssueView[];
}

/** What the modal calls the parts of the API's input. */
const LABELS: Readonly<Record<string, string>> = {
  recoveryPointId: 'Recovery point',
  paths: 'Files and folders',
  database: 'Database',
  tables: 'Tables',
  'target.path': 'Where to: Path',
  'target.database': 'Where to: Name of the database',
  'target.conflict': 'If something is there',
};

const QUOTED_LENGTH = 120;
const ISSUES_TOLD = 3;

/** The part of the input that an issue is about, and which line of what was typed there. */
export function partOf({ path }: IssueView): { part: string; line?: number } {
  const [, part = path, line] = /^(.+)\.(\d+)$/.exec(path) ?? [];
  return line === undefined ? { part } : { part, line: Number(line) };
}

/** What is wrong, of what was typed where that is known: `“invoices” is not in this recovery point.` */
export function issueSentence(issue: IssueView, choices: RestoreChoices): string {
  const { part, line } = partOf(issue);
  const typed = part === 'tables' ? choices.tables : part === 'paths' ? choices.paths : undefined;
  const meant = line === undefined ? undefined : typed?.[line];
  const subject = meant === undefined ? 'This' : `“${plain(meant, QUOTED_LENGTH)}”`;
  const wrong = plain(withoutApiPaths(issue.message));
  return `${subject} ${wrong}${wrong.endsWith('.') ? '' : '.'}`;
}

/** The refusal of an input, in the words of the modal; every other error as it is. */
export function refusalInWords(refusal: RefusalView, choices: RestoreChoices): ErrorView {
  const { issues = [] } = refusal;
  if (issues.length === 0) return refusal;
  const told = issues.slice(0, ISSUES_TOLD).map((issue) => {
    const label = LABELS[partOf(issue).part];
    return `${label === undefined ? '' : `${label}: `}${issueSentence(issue, choices)}`;
  });
  const more = issues.length - told.length;
  return {
    ...refusal,
    message: [...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' '),
    cause: 'It cannot be restored as it is asked for here.',
    remedy: 'Correct it above.',
  };
}

/** The API's paths in a text as what they are called in the modal. */
function withoutApiPaths(message: string): string {
  return message.replace(/\btarget\.(?:path|database|conflict)\b/g, (path) => `“${LABELS[path] ?? path}”`);
}
