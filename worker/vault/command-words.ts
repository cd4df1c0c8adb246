import { linesOf } from './journal.ts';

const keptLines = 20;

/**
 * Where a command that restic reads from says what went wrong: a file of its own beside the run's error file.
 * restic would pass the words on through a pipe, but drops what it has not read when the command ends, which is where the reason stands.
 */
export function commandWordsFile(errorFile: string): string {
  return `${errorFile}.command`;
}

/** The argument vector of a command whose standard error is appended to a file. */
export function sayingInto(file: string, argv: readonly string[]): readonly string[] {
  return ['sh', '-c', 'exec "$@" 2>>"$0"', file, ...argv];
}

/** The last lines a command said; none where no command was run. */
export async function lastWordsOfCommand(errorFile: string): Promise<readonly string[]> {
  const kept: string[] = [];
  for await (const { text } of linesOf(commandWordsFile(errorFile))) {
    if (text.trim() === '') continue;
    kept.push(text);
    if (kept.length > keptLines) kept.shift();
  }
  return kept;
}
