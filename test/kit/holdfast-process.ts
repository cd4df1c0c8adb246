import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { serverProcesses } from '@holdfast/db/store/process-table';
import { waitFor } from './wait-for.ts';

/** A home, and a folder beside it that may be backed up. */
export interface Folders {
  readonly home: string;
  readonly data: string;
}

/** Both throw-away. */
export type Place = Folders & Disposable;

/** A whole Holdfast as `npm start` runs it. */
export interface HoldfastProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it and its parts logged so far, one parsed line each. */
  readonly log: readonly LogLine[];
  /** What it said on stderr so far. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const logLine = z.record(z.string(), z.unknown());
export type LogLine = Readonly<z.output<typeof logLine>>;

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What `npm start` runs once everything is installed. */
export const STARTER = [process.execPath, join(ROOT, 'gateway/start/main.ts')];
const LONGEST_START_MS = 120_000;

export function makePlace(): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-start-')));
  // The account that runs the store's server passes through it when we are root.
  chmodSync(folder, 0o711);
  const home = join(folder, 'home');
  const data = join(folder, 'data');
  mkdirSync(data);
  return { home, data, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** What it says is also appended here, for people to read. */
  readonly logFile?: string;
}

/** Runs the starter, or another command that ends up in it, on a place. Does not wait for anything. */
export function runHoldfast(
  place: Folders,
  { env = {}, command = STARTER, logFile }: RunOptions = {},
): HoldfastProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOLDFAST_HOME: place.home,
      HOLDFAST_ROOTS: place.data,
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: LogLine[] = [];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const keep = (chunk: Buffer) => {
    if (logFile === undefined) return;
    try {
      appendFileSync(logFile, chunk);
    } catch (error) {
      said += `${logFile} lacks what follows: ${String(error)}\n${chunk.toString()}`;
    }
  };
  for (const output of [child.stdout, child.stderr]) output.on('data', keep);
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('{')) log.push(logLine.parse(JSON.parse(line)));
  });
  const ended = new Promise<Awaited<HoldfastProcess['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    log,
    ended,
    said: () => said,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await waitFor('everything to be gone', async () => {
        const left = processesOf(place);
        left.forEach(killIfThere);
        return left.length === 0;
      });
    },
  };
}

/** Runs the starter and waits until every part works. */
export async function startHoldfast(place: Folders, run?: RunOptions): Promise<HoldfastProcess> {
  const holdfast = runHoldfast(place, run);
  try {
    const diedEarly = holdfast.ended.then(() => {
      throw new Error(`it ended before it ran: ${holdfast.said()}`);
    });
    await Promise.race([logged(holdfast, 'everything runs'), diedEarly]);
    return holdfast;
  } catch (error) {
    await holdfast[Symbol.asyncDispose]();
    throw error;
  }
}

/** The nth line (from 1) with this message, once it is there. */
export async function logged(holdfast: HoldfastProcess, message: string, nth = 1): Promise<LogLine> {
  return waitFor(
    `"${message}" in the log, time ${nth}`,
    async () => holdfast.log.filter((line) => line['msg'] === message).at(nth - 1),
    LONGEST_START_MS,
  );
}

/** Where the gateway of a started Holdfast serves GraphQL. */
export async function gatewayUrl(holdfast: HoldfastProcess, nth = 1): Promise<string> {
  return String((await logged(holdfast, 'gateway started', nth))['url']);
}

/** The living processes of a place: those whose environment names its home, and its store's. */
export function processesOf({ home }: Folders): number[] {
  const ours = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(`HOLDFAST_HOME=${home}`));
  return [...new Set([...ours, ...serverProcesses(join(home, 'store', 'data'))])];
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself since it was listed.
  }
}

/** Empty for a process that is gone or only a corpse. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}
