import { open } from 'node:fs/promises';
import { isSkippedSource, kindOf } from './classify.ts';
import type { ResticErrorKind } from './errors.ts';
import { lines } from './lines.ts';
import { message, parseLine } from './messages.ts';
import type { ErrorMessage } from './messages.ts';

/** One thing restic could not do, as it told it. Bytes of a name that are not UTF-8 arrive as U+FFFD. */
export interface ToldError {
  readonly item: string;
  /** restic's word for what it was doing: `archival`, `restore` … */
  readonly during: string;
  readonly message: string;
}

export interface ToldErrors {
  readonly count: number;
  readonly first: readonly ToldError[];
}

/** What restic said on standard error, in bounded memory: the file has the rest. */
export interface Journal {
  readonly file: string;
  /** How many error messages there are, those of the size estimate left out. */
  readonly count: number;
  /** The first of them, but for those set apart. */
  readonly first: readonly ToldError[];
  /** Errors met only while estimating the size ("scan"). What they name is read again later, and told again if it still fails. */
  readonly scanCount: number;
  /** Kinds recognised in any of the counted messages. */
  readonly kinds: ReadonlySet<ResticErrorKind>;
  /** The counted messages that match what the reader asked to be told apart: how many, and the first of them. */
  readonly setApart: ToldErrors;
  /** Named sources that restic passed over because they are not there. */
  readonly skippedSources: readonly string[];
  readonly skippedCount: number;
  /** restic's own last word, when it gave one. */
  readonly exitError: string | null;
  readonly malformed: number;
  /** The last lines as they stand. */
  readonly lastLines: readonly string[];
}

export const keptErrors = 100;
const keptLines = 20;

/** Reads the file line by line. A file that does not exist says nothing; a last line cut off is passed over. */
export async function readJournal(file: string, setApart: SetApart = () => false): Promise<Journal> {
  const draft = newDraft(file);
  for await (const { text, complete } of linesOf(file)) {
    if (complete && text !== '') takeLine(draft, text, setApart);
  }
  return draft;
}

type SetApart = (message: string) => boolean;

interface Draft {
  readonly file: string;
  count: number;
  readonly first: ToldError[];
  scanCount: number;
  readonly kinds: Set<ResticErrorKind>;
  readonly setApart: { count: number; readonly first: ToldError[] };
  readonly skippedSources: string[];
  skippedCount: number;
  exitError: string | null;
  malformed: number;
  readonly lastLines: string[];
}

function newDraft(file: string): Draft {
  return {
    file,
    count: 0,
    first: [],
    scanCount: 0,
    kinds: new Set(),
    setApart: { count: 0, first: [] },
    skippedSources: [],
    skippedCount: 0,
    exitError: null,
    malformed: 0,
    lastLines: [],
  };
}

function takeLine(draft: Draft, text: string, setApart: SetApart): void {
  draft.lastLines.push(text);
  if (draft.lastLines.length > keptLines) draft.lastLines.shift();
  const parsed = parseLine(text);
  if (parsed.form === 'malformed') draft.malformed += 1;
  if (parsed.form === 'text' && isSkippedSource(text)) takeSkipped(draft, text);
  if (parsed.form !== 'json') return;
  // By type: what a parse that fails leaves behind would, a hundred thousand times, double this process's memory.
  if (parsed.type === 'exit_error') takeExitError(draft, parsed.value);
  if (parsed.type === 'error') {
    const error = message.error.safeParse(parsed.value);
    if (error.success) takeError(draft, toTold(error.data), setApart);
    else draft.malformed += 1;
  }
}

function takeExitError(draft: Draft, value: unknown): void {
  const exitError = message.exitError.safeParse(value);
  if (exitError.success) draft.exitError = exitError.data.message;
}

function takeSkipped(draft: Draft, text: string): void {
  draft.skippedCount += 1;
  if (draft.skippedSources.length < keptErrors)
    draft.skippedSources.push(text.replace(/ does not exist, skipping$/, ''));
}

function takeError(draft: Draft, error: ToldError, setApart: SetApart): void {
  if (error.during === 'scan') {
    draft.scanCount += 1;
    return;
  }
  draft.count += 1;
  const kind = kindOf(error.message);
  if (kind !== null) draft.kinds.add(kind);
  const isApart = setApart(error.message);
  if (isApart) draft.setApart.count += 1;
  const { first } = isApart ? draft.setApart : draft;
  if (first.length < keptErrors) first.push(error);
}

function toTold({ item, during, error, message: words = '' }: ErrorMessage): ToldError {
  return { item, during, message: error?.message ?? words };
}

/** A file's lines; none for a file that does not exist. */
export async function* linesOf(file: string): AsyncGenerator<{ readonly text: string; readonly complete: boolean }> {
  try {
    yield* lines(chunksOf(file));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

const chunkSize = 64 * 1024;

/** One buffer for the whole file: a stream's would pile up, by as much as the file, until the collector comes round to them. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  await using handle = await open(file, 'r');
  const buffer = Buffer.allocUnsafe(chunkSize);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, chunkSize);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
