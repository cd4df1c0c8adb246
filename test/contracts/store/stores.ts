import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres, { type Row } from 'postgres';
import { expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { startEmbeddedStore, type RunningStore, type StoreStart } from '@holdfast/db/store/start';

/** Making a store takes about 1 s alone and several when other tests have the disk. */
export const PATIENCE = 120_000;

/** A home that does not exist yet, in a folder that the server's account can pass. */
export async function newHome({ mode = 0o711 } = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-store-test-'));
  await chmod(folder, mode);
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return join(folder, 'home');
}

export interface Told {
  readonly facts: object;
  readonly message: string;
}

/** Starts a store that ends with the test, whoever owns it. What it tells is pushed to `told`. */
export async function startStore(options: Omit<StoreStart, 'log'>, told: Told[] = []): Promise<RunningStore> {
  const tell = (facts: object, message: string) => void told.push({ facts, message });
  const store = await startEmbeddedStore({ ...options, log: { info: tell, warn: tell } });
  onTestFinished(() => store.stop({ owner: true }));
  return store;
}

const heldShape = z.object({
  ownerUrl: z.string(),
  appUrl: z.string(),
  port: z.int(),
  pid: z.int(),
  owned: z.boolean(),
});

export interface Held {
  readonly program: ChildProcess;
  /** Resolves when the store accepts connections. */
  readonly store: Promise<z.infer<typeof heldShape>>;
}

export interface HoldOptions {
  readonly home: string;
  readonly throwAway?: boolean;
  readonly dieWithParent?: boolean;
}

/** Another process that starts and holds a store; killed with the test. */
export function holdStore(options: HoldOptions, as: { uid?: number; gid?: number } = {}): Held {
  const path = join(import.meta.dirname, 'programs', 'hold-store.ts');
  const program = spawn(process.execPath, [path, JSON.stringify(options)], { ...as, detached: true, cwd: '/' });
  const closed = once(program, 'close');
  let said = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const store = lines.next().then(({ value, done }) => {
    if (done === true) throw new Error(`The holder ended without a store:\n${said}`);
    return heldShape.parse(JSON.parse(value));
  });
  // A test that kills a holder early does not wait for its store.
  const storeIfAny = store.catch(() => undefined);
  const end = async () => {
    program.kill('SIGKILL');
    await closed;
    const held = await storeIfAny;
    if (held?.owned === true) await goneSoon([held.pid]);
  };
  onTestFinished(end);
  return { program, store };
}

/** The rows of one statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The server and its children, by the kernel's account and not by ours. */
export function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  return [pid, ...children];
}

/** Living processes that name this text among their arguments. */
export function processesNaming(text: string): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid !== process.pid && textOf(`/proc/${pid}/cmdline`).includes(text));
}

/** Waits until none of these processes lives; a corpse that nobody has collected is not alive. */
export async function goneSoon(pids: readonly number[]): Promise<void> {
  const alive = () => pids.filter((pid) => textOf(`/proc/${pid}/cmdline`) !== '');
  await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: 20_000, interval: 20 });
}

export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // A process that has just ended has no text.
  }
}
