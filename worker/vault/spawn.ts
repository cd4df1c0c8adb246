import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ResticError } from './errors.ts';

/** Puts a program under the parent's life: the kernel kills it when the process that started it ends, however it ends. */
export const diesWithParent = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

/** The variable that carries a run's marker, so that what is left of a run can be found in /proc/<pid>/environ. */
export const markerVariable = 'RESTIC_RUN_MARKER';

/** How long a child may take to clean up after SIGINT before it is killed, in milliseconds. */
const defaultGrace = 10_000;

/** What a caller may say about any run. */
export interface RunOptions {
  /** Aborting sends SIGINT, and SIGKILL after the grace period; the promise still settles only once the child has ended. */
  readonly signal?: AbortSignal;
  /** A word that identifies this run in the child's environment. Not a secret. */
  readonly marker?: string;
  readonly onSpawn?: (pid: number) => void;
  /** Milliseconds between SIGINT and SIGKILL; 10 seconds unless told. */
  readonly grace?: number;
}

export interface Launch extends RunOptions {
  readonly verb: string;
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Written to the child's standard input, which is then closed: the way a password gets in without being seen. */
  readonly input?: string;
  readonly cwd?: string;
  readonly stdout: 'pipe' | number;
  readonly stderr: 'pipe' | number;
}

export interface Exit {
  /** Null when a signal ended the child. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when the run was asked to stop, whatever the child made of that. */
  readonly interrupted: boolean;
}

export interface Running {
  /** Null unless that stream is a pipe. Both must be read to the end. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Settles once the child has ended and its pipes are drained; rejects only when it could not be started. */
  readonly exit: Promise<Exit>;
  /** Asks the child to end, as an aborted signal does. May be called more than once. */
  readonly interrupt: () => void;
}

/**
 * Starts a program that cannot outlive this process and sees only the environment it is given.
 *
 * The input goes through the standard input because Node's extra "pipes" are sockets, which cannot be opened again
 * by a name such as /dev/fd/3; restic reads its password there when it is given no other way.
 *
 * The kernel watches the thread that starts the child: in a worker thread the child lives no longer than that thread.
 * In the instant between the fork and setpriv's request to the kernel the death of this process goes unnoticed: what may be
 * left by that is found by its marker.
 *
 * @throws ResticError `interrupted` when the signal was aborted before the start
 */
export function launch(request: Launch): Running {
  const { verb, signal } = request;
  if (signal?.aborted) throw new ResticError('interrupted', { command: verb, detail: 'it was not started' });

  const [program, ...prefix] = diesWithParent;
  const marker = request.marker === undefined ? {} : { [markerVariable]: request.marker };
  const child = spawnOrExplain(verb, () =>
    spawn(program, [...prefix, request.file, ...request.argv], {
      cwd: request.cwd,
      env: { ...request.environment, ...marker },
      stdio: ['pipe', request.stdout, request.stderr],
    }),
  );

  let interrupted = false;
  let killTimer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    child.kill('SIGINT');
    killTimer = setTimeout(() => child.kill('SIGKILL'), request.grace ?? defaultGrace);
  };

  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', (cause) => {
      if (child.pid === undefined) reject(notStarted(verb, cause));
    });
    child.once('close', (code, endedBy) => resolve({ code, signal: endedBy, interrupted }));
  }).finally(() => {
    clearTimeout(killTimer);
    signal?.removeEventListener('abort', interrupt);
  });
  // The exit is awaited only after the pipes are read; until then a failed start must not count as unhandled.
  exit.catch(() => undefined);

  signal?.addEventListener('abort', interrupt, { once: true });
  // A child that ends before it has read its input breaks this pipe; how it ended is what is reported.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.input ?? '');
  if (child.pid !== undefined) request.onSpawn?.(child.pid);
  return { stdout: child.stdout, stderr: child.stderr, exit, interrupt };
}

function spawnOrExplain<T>(verb: string, start: () => T): T {
  try {
    return start();
  } catch (cause) {
    throw notStarted(verb, cause);
  }
}

function notStarted(verb: string, cause: unknown): ResticError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'E2BIG') return new ResticError('usage', { command: verb, detail: 'too many arguments', cause });
  return new ResticError('not-found', { command: verb, detail: `setpriv did not start (${code})`, cause });
}
