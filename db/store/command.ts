import { spawn } from 'node:child_process';
import type { ServiceAccount } from './account.ts';
import { StoreError, systemCode } from './store-error.ts';

/** All that the server and its tools inherit: none of our own environment, which may hold secrets, and messages in English. */
export const SERVICE_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
};

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error together, the last 16 KiB. */
  readonly output: string;
}

const KEPT_OUTPUT = 16 * 1024;

/**
 * Wraps a command so that it runs as `account` and, with `deathSignal`, gets that signal when the thread that
 * spawned it ends, however it ends. The switch of user comes first because it clears the death signal
 * (prctl(2), PR_SET_PDEATHSIG). The shell closes the gap in which our process dies before the signal is set: it
 * finds itself with another parent and runs nothing. It is replaced by the command, which keeps the pid.
 */
export function commandAs(
  account: ServiceAccount,
  command: Command & { readonly deathSignal?: 'INT' | 'KILL' | undefined },
): Command {
  const { program, args, deathSignal } = command;
  const user = account.differs ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  if (deathSignal === undefined) {
    return account.differs ? { program: 'setpriv', args: [...user, '--', program, ...args] } : { program, args };
  }
  const onlyAsOurChild = ['sh', '-c', '[ "$PPID" = "$0" ] && exec "$@"', String(process.pid)];
  return {
    program: 'setpriv',
    args: [...user, `--pdeathsig=${deathSignal}`, '--', ...onlyAsOurChild, program, ...args],
  };
}

/** Runs a command to its end, whatever that is. `input` is its whole standard input. Raises STORE_TOOL_MISSING when it cannot be started. */
export async function run({ program, args }: Command, input = ''): Promise<Outcome> {
  const child = spawn(program, args, { cwd: '/', env: SERVICE_ENVIRONMENT, detached: true });
  let output = '';
  const keep = (chunk: string) => {
    output = (output + chunk).slice(-KEPT_OUTPUT);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  // A program may end without reading its input; how it ended is told by its exit.
  child.stdin.on('error', () => undefined).end(input);
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  child.once('error', (error) => reject(toolMissing(program, error)));
  child.once('close', (code, signal) => resolve({ code, signal, output }));
  return promise;
}

/** A failed spawn as a {@link StoreError} where the program is not there; every other error as it is. */
export function toolMissing(program: string, error: unknown): unknown {
  if (systemCode(error) !== 'ENOENT') return error;
  return new StoreError({
    code: 'STORE_TOOL_MISSING',
    message: `The program ${program} is not installed.`,
    cause: `The embedded store needs ${program}, and it is in none of ${SERVICE_ENVIRONMENT.PATH}.`,
    remedy: 'Install util-linux (Debian: apt-get install util-linux), or set DATABASE_URL to a PostgreSQL server.',
    retryable: false,
    fault: 'USER',
  });
}
