import { link, open, readFile, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { ErrorInfo } from '@holdfast/db/domain/fault';
import { journalDamaged, journalUnwritable } from './errors.ts';
import { landingPoint } from './fault-points.ts';
import { errorInfoSchema, swapPlanSchema, type SwapPlan } from './swap-plan.ts';
import { explain, systemCode } from './system-error.ts';

const lineSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('prepared'), version: z.literal(1), plan: swapPlanSchema }),
  z.strictObject({ state: z.literal('undoing'), failure: errorInfoSchema }),
  z.strictObject({ state: z.literal('undone') }),
  z.strictObject({ state: z.literal('done') }),
  z.strictObject({ state: z.literal('settled') }),
]);
type Line = z.infer<typeof lineSchema>;

/** A swap as its journal tells it: one JSON object a line, the first with all that is needed to finish or undo it. */
export interface Journal {
  readonly file: string;
  readonly plan: SwapPlan;
  readonly state: 'prepared' | 'undoing' | 'undone' | 'done';
  /** Why it was undone; null unless it is. */
  readonly failure: ErrorInfo | null;
  /** Whether all has been cleared up behind it. */
  readonly settled: boolean;
}

/**
 * Begins a journal. It is there with its whole first line, on the disk, or not at all: what is written to a file of
 * another name is synced before it takes this one.
 * @throws HoldfastError JOURNAL_UNWRITABLE, also when the journal of another swap is there
 */
export async function beginJournal(file: string, plan: SwapPlan): Promise<Journal> {
  const draft = `${file}.draft`;
  await writing(file, async () => {
    await rm(draft, { force: true });
    await appendDurably(draft, { state: 'prepared', version: 1, plan });
    landingPoint('landing.plan-written');
    await link(draft, file);
    await syncFolder(dirname(file));
    await unlink(draft);
  });
  return { file, plan, state: 'prepared', failure: null, settled: false };
}

export async function noteUndoing(journal: Journal, failure: ErrorInfo): Promise<Journal> {
  await note(journal, { state: 'undoing', failure });
  return { ...journal, state: 'undoing', failure };
}

export async function noteEnd(journal: Journal, state: 'done' | 'undone'): Promise<Journal> {
  await note(journal, { state });
  return { ...journal, state };
}

export async function noteSettled(journal: Journal): Promise<void> {
  await note(journal, { state: 'settled' });
}

async function note(journal: Journal, line: Line): Promise<void> {
  await writing(journal.file, () => appendDurably(journal.file, line));
}

async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw systemCode(error) === undefined ? error : journalUnwritable(file, explain(error));
  }
}

/** A line that a crash cut short was never acted upon; it is cut off before the next is written. */
async function appendDurably(file: string, line: Line): Promise<void> {
  await using handle = await open(file, 'a+');
  const written = await handle.readFile();
  await handle.truncate(written.lastIndexOf('\n') + 1);
  await handle.writeFile(`${JSON.stringify(line)}\n`);
  await handle.sync();
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/**
 * Reads a journal; null where none was begun. A last line without its end is what a crash left of a line being written.
 * @throws HoldfastError JOURNAL_DAMAGED for anything else that is not as it was written
 */
export async function readJournal(file: string): Promise<Journal | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw systemCode(error) === undefined ? error : journalDamaged(file, explain(error));
  });
  if (text === null) return null;
  const lines = text.split('\n').slice(0, -1);
  const [first, ...others] = lines.map((line, index) => readLine(file, { line, number: index + 1 }));
  if (first?.state !== 'prepared') throw journalDamaged(file, 'It does not begin with a plan.');
  const journal: Journal = { file, plan: first.plan, state: 'prepared', failure: null, settled: false };
  return others.reduce(applyLine, journal);
}

function readLine(file: string, { line, number }: { line: string; number: number }): Line {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    throw journalDamaged(file, `Its line ${number} is not as Holdfast wrote it.`);
  }
}

function applyLine(journal: Journal, line: Line): Journal {
  switch (line.state) {
    case 'prepared':
      throw journalDamaged(journal.file, 'It holds two plans.');
    case 'undoing':
      return { ...journal, state: 'undoing', failure: line.failure };
    case 'settled':
      return { ...journal, settled: true };
    default:
      return { ...journal, state: line.state };
  }
}

/** Forgets a swap whose outcome the caller has stored. May be called twice. */
export async function forgetJournal(file: string): Promise<void> {
  await rm(`${file}.draft`, { force: true });
  await rm(file, { force: true });
  await syncFolder(dirname(file));
}
