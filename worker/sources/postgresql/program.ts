import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inheritedEnvironment } from '../../vault/env.ts';
import { diesWithParent, markerVariable } from '../../vault/spawn.ts';
import { readTail } from '../../vault/collect.ts';

/** How long a program may take to end itself after SIGINT, in milliseconds. */
const GRACE_MS = 5_000;

export interface Program {
  readonly path: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly marker: string;
}

/** How a program ended. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** The end of what it said of errors. */
  readonly said: string;
}

export interface RunningProgram {
  readonly stdin: Writable;
  /** Must be read to the end, or resumed. */
  readonly stdout: Readable;
  /** Settles once it has ended, and its output was read; rejects only when it could not be started. */
  readonly ended: Promise<Ending>;
}

/**
 * Starts one of PostgreSQL's programs, bound to this process's life and marked, so that what is left of it can be found.
 * An aborted signal ends it, by SIGKILL if SIGINT does not.
 */
export function startProgram({ path, argv, environment, signal, marker }: Program): RunningProgram {
  signal.throwIfAborted();
  const [first, ...binding] = diesWithParent;
  const child = spawn(first, [...binding, path, ...argv], {
    env: { ...inheritedEnvironment(), ...environment, [markerVariable]: marker },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGINT');
    killing = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  }).finally(() => {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
  });
  const ended = Promise.all([exit, readTail(child.stderr)]).then(([code, said]) => ({ code, said }));
  // Both are awaited only after the pipes are done with; until then a failure must not count as unhandled.
  ended.catch(() => undefined);
  // One that ends before it has read everything breaks this pipe; how it ended is what is told.
  child.stdin.on('error', () => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended };
}
