import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HELP, readArguments, UsageError } from './arguments.ts';
import { Interrupted, interruption } from './interruption.ts';
import { measureAll } from './measure.ts';
import { renderReport } from './table.ts';

const INTERRUPTED = 130;

/** @returns the exit code */
async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (wanted.json !== undefined) await assertWritable(wanted.json);
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const report = await untilInterrupted((signal) => measureAll(wanted, { signal, tell }));
  process.stdout.write(`\n${renderReport(report)}`);
  if (wanted.json !== undefined) await writeFile(wanted.json, `${JSON.stringify(report, null, 2)}\n`);
  return wanted.strict && report.comparisons.some((one) => one.held === false) ? 1 : 0;
}

/** What fails because everything is being ended is no news; what could not be cleared away is. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = interruption();
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted && !(error instanceof SuppressedError) ? signal.reason : error;
  }
}

/** Told now rather than after the measuring. */
async function assertWritable(file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--json: nothing can be written beside ${file}`, { cause: error });
  }
}

function told(error: unknown): number {
  if (error instanceof Interrupted) {
    process.stderr.write('interrupted; everything was removed\n');
    return INTERRUPTED;
  }
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n--help shows what there is\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

process.exitCode = await main().catch(told);
