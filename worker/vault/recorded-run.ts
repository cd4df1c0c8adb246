import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { ResticError } from './errors.ts';
import { invoke } from './invoke.ts';
import { linesOf } from './journal.ts';
import type { Repository } from './repository.ts';
import { follow } from './tail.ts';
import type { Following, Progress } from './tail.ts';
import type { Exit, Running, RunOptions } from './spawn.ts';

/** Where a run's words go. Both files are of one run: they must be absent or empty when it starts. */
export interface RecordOptions extends RunOptions {
  readonly outputFile: string;
  readonly errorFile: string;
  /** Told at most once a second. When it throws, the run is interrupted and ends with that error. */
  readonly onStatus?: (progress: Progress) => void;
}

export interface RecordedRun extends RecordOptions {
  readonly verb: string;
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/**
 * Runs restic with its output and errors going straight into files, so that what it said outlives this process.
 * Both files are on disk when it resolves. How it ended is not judged here.
 */
export async function runRecorded(repository: Repository, run: RecordedRun): Promise<Exit> {
  const { outputFile, errorFile, onStatus } = run;
  await using output = await openEmpty(run.verb, outputFile);
  await using errors = await openEmpty(run.verb, errorFile);
  const running = invoke(repository, { ...run, stdout: output.fd, stderr: errors.fd });
  const following = onStatus === undefined ? null : follow(outputFile, onStatus, { onFault: running.interrupt });
  const { exit, fault } = await endOf(running, following);
  if (fault !== null) throw fault;
  await Promise.all([output.sync(), errors.sync()]);
  return exit;
}

/** Stops the following however the run ended, so that no timer stays behind. */
async function endOf(running: Running, following: Following | null): Promise<{ exit: Exit; fault: Error | null }> {
  try {
    const exit = await running.exit;
    return { exit, fault: (await following?.stop()) ?? null };
  } finally {
    await following?.stop();
  }
}

async function openEmpty(verb: string, file: string): Promise<FileHandle> {
  const handle = await open(file, 'a', 0o600);
  const { size } = await handle.stat();
  if (size === 0) return handle;
  await handle.close();
  throw new ResticError('usage', { command: verb, detail: `${file} holds the words of another run` });
}

/** The last complete line of a file that satisfies a reader; null when none does. */
export async function lastMatch<T>(file: string, read: (text: string) => T | null): Promise<T | null> {
  let found: T | null = null;
  for await (const { text, complete } of linesOf(file)) {
    if (complete) found = read(text) ?? found;
  }
  return found;
}
