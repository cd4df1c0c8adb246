import { spawn, type ChildProcess } from 'node:child_process';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Instead of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** An open file; thrown away when absent. */
  readonly stdout?: number;
  /** Aborted, it kills the program. */
  readonly signal: AbortSignal;
}

const LONGEST_COMPLAINT = 2_000;

/**
 * Runs a program to its end.
 * @returns milliseconds from before its start to its end
 * @throws Error with what it said when it fails, the signal's reason when that was aborted; nothing of it runs any more
 */
export async function run({ program, args, cwd, env, stdout, signal }: Command): Promise<number> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', stdout ?? 'ignore', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LONGEST_COMPLAINT)));
  try {
    const { code, endedAt } = await endOf(child);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${program} ${args[0] ?? ''} ended with ${code}: ${said}`);
    return endedAt - startedAt;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; endedAt: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; endedAt: number }>();
  let endedAt = 0;
  child.once('error', (error) => {
    if (child.pid === undefined) reject(error);
  });
  child.once('exit', () => (endedAt = performance.now()));
  child.once('close', (code) => resolve({ code, endedAt }));
  return promise;
}
