import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const logLine = z.record(z.string(), z.unknown());

const MAIN = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it logged so far, one parsed line each. */
  readonly log: readonly Record<string, unknown>[];
  kill(signal: NodeJS.Signals): void;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a real worker in a process of its own and waits until it takes jobs. It is killed when the test lets go of it. */
export async function startWorkerProcess(env: Record<string, string>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', HOLDFAST_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const ended = new Promise<Awaited<WorkerProcess['ended']>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await started(child, log);
  return {
    pid: child.pid ?? 0,
    log,
    ended,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function started(child: ChildProcess, log: Record<string, unknown>[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (!child.stdout || !child.stderr) throw new Error('the worker has no output');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  createInterface(child.stdout).on('line', (line) => {
    const entry = parse(line);
    log.push(entry);
    if (entry['msg'] === 'worker started') resolve();
  });
  child.once('exit', (code) => reject(new Error(`the worker ended with ${code} before it started: ${said}`)));
  await promise;
}

function parse(line: string): Record<string, unknown> {
  return logLine.catch({ text: line }).parse(parseJson(line));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
