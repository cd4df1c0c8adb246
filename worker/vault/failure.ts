import { isSkippedSource, kindOf, strongest } from './classify.ts';
import { ResticError } from './errors.ts';
import type { ResticErrorDetails, ResticErrorKind } from './errors.ts';
import { exitMeaning } from './exit-codes.ts';
import { secretsOf } from './invoke.ts';
import { message, parseLine } from './messages.ts';
import { redact, tailBytes } from './redact.ts';
import type { Repository } from './repository.ts';
import type { Exit } from './spawn.ts';

const tailSize = 1000;

export interface Ending {
  readonly command: string;
  readonly exit: Exit;
  /** What was said on standard error: JSON messages and plain lines. */
  readonly said: readonly string[];
  /** What the command that restic read from said: a text to show, never a sign of what became of restic. */
  readonly commandSaid?: readonly string[];
  /** Kinds already recognised in what was said before. */
  readonly kinds?: ReadonlySet<ResticErrorKind>;
  readonly snapshotId?: string;
  /** Replaces what would be recognised. */
  readonly kind?: ResticErrorKind;
  readonly detail?: string;
}

/** Turns a run that did not succeed into the error that tells why. */
export function failure(repository: Repository, ending: Ending): ResticError {
  const words = ending.said.map(wordsOf).filter((line) => line !== '');
  const secrets = secretsOf(repository);
  const kind = ending.kind ?? recognise(repository, ending, words);
  const detail = redact(ending.detail ?? lastWords(ending, words), secrets);
  const details: ResticErrorDetails = {
    command: ending.command,
    detail: tailBytes(detail, tailSize),
    exitCode: ending.exit.code,
    stderrTail: tailBytes(redact([...(ending.commandSaid ?? []), ...words].join('\n'), secrets), tailSize),
    ...(ending.snapshotId === undefined ? {} : { snapshotId: ending.snapshotId }),
  };
  return new ResticError(kind, details);
}

function lastWords({ exit }: Ending, words: readonly string[]): string {
  if (exit.signal !== null && !exit.interrupted) return `${exit.signal} ended it`;
  return words.at(-1) ?? `it ended with code ${exit.code}`;
}

function recognise(repository: Repository, ending: Ending, words: readonly string[]): ResticErrorKind {
  if (ending.exit.interrupted || ending.exit.signal !== null) return 'interrupted';
  const meaning = exitMeaning(repository.restic.version, ending.exit.code);
  if (meaning === 'success' || meaning === 'incomplete') return 'protocol';
  if (meaning !== 'failure') return meaning;
  // The last words are restic's own summing up.
  const final = kindOf(words.at(-1) ?? '');
  if (final !== null) return final;
  const own = words.filter((line) => !isSkippedSource(line));
  const kinds = own.map(kindOf).filter((kind) => kind !== null);
  return strongest(new Set([...kinds, ...(ending.kinds ?? [])])) ?? 'unknown';
}

/** The human words in a line of standard error: of a JSON message its text, of a stack trace the first line. */
export function wordsOf(line: string): string {
  const parsed = parseLine(line);
  if (parsed.form !== 'json') return parsed.text.trim();
  const exitError = message.exitError.safeParse(parsed.value);
  if (exitError.success) return withoutStack(exitError.data.message);
  const error = message.error.safeParse(parsed.value);
  return error.success ? withoutStack(error.data.error?.message ?? error.data.message ?? '') : line;
}

/** restic prints some errors with the Go call stack behind them: `package.function` and `\tfile:line`, in turns. */
function withoutStack(text: string): string {
  const stack = text.search(/\n\S+\n\t\S+\.go:\d+/);
  return (stack === -1 ? text : text.slice(0, stack)).trim();
}
