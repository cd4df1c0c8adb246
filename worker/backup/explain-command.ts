import { HoldfastError } from '@holdfast/db/domain/errors';
import type { TransferPart } from '../sources/driver.ts';
import { commandWordsFile } from '../vault/command-words.ts';
import { linesOf } from '../vault/journal.ts';

/** A statement that is quoted can be as long as its database has tables. */
const LONGEST_REASON = 500;

/**
 * The engine knows of a failed program only that it failed. Why stands in the program's own words,
 * beside the engine's journal; the driver knows what they mean.
 * @param error what storing the part raised
 * @returns what to throw instead
 */
export async function explainCommand(error: unknown, part: TransferPart, errorFile: string): Promise<unknown> {
  const failed = error instanceof HoldfastError && error.code === 'DUMP_FAILED';
  if (!failed || part.source.kind !== 'command') return error;
  const reason = await reasonIn(errorFile);
  if (reason === undefined) return error;
  const { code, cause, remedy, retryable, fault } = error;
  const told = new HoldfastError({ code, cause, remedy, retryable, fault, message: `${part.name}: ${reason}` });
  return part.source.explain?.(reason) ?? told;
}

/** The first line that calls itself an error: those behind it say what was being done, at length. Else the last one. */
async function reasonIn(errorFile: string): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { text } of linesOf(commandWordsFile(errorFile))) {
    if (text.trim() === '') continue;
    last = text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON);
    if (/\berror: /i.test(last)) break;
  }
  return last;
}
