import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Landing } from '@holdfast/worker/landing/landing';
import { prepareLanding, type LandingRequest } from '@holdfast/worker/landing/prepare';
import { makeStaging } from '@holdfast/worker/landing/staging';
import { settleSwap, type Settled } from '@holdfast/worker/landing/settle';
import { readLanding, type Orders } from './orders.ts';

/** A file by its content, a folder by null, a link by where it leads; the name is a path below the yard, or bytes. */
export type Tree = Record<string, string | null | { link: string }>;

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly output: string };

/** A folder of one test with a root in it, all gone when the test ends, also what was mounted or made immutable. */
export interface Yard extends Disposable {
  path(...names: string[]): string;
  /** The one root that restores may touch. */
  readonly root: string;
  write(tree: Tree): void;
  mount(name: string, options: string): string;
  bind(name: string): string;
  makeImmutable(name: string): () => void;
  /** Gives all of it to a user who is not root, and says which. */
  giveAway(): number;
  orders(orders: Partial<Orders> & Pick<Orders, 'target'>): Orders;
  request(request: Partial<LandingRequest> & Pick<LandingRequest, 'target'>): LandingRequest;
  /** Prepares a landing and stages a copy of `source`. */
  stage(request: Partial<LandingRequest> & Pick<LandingRequest, 'target'>): Promise<Landing>;
  settle(orders: Orders): Promise<Settled>;
}

/** When every file of a tree was written. */
export const OLD_TIME = new Date('2020-01-02T03:04:05Z');
const NOBODY = 65_534;
const undoByUnmounting = (path: string) => () => void spawnSync('umount', ['-l', path]);

/** In memory where speed matters and no disk is needed. */
export function openYard(disk: 'REAL' | 'MEMORY' = 'MEMORY'): Yard {
  const home = realpathSync(mkdtempSync(join(disk === 'REAL' ? tmpdir() : '/dev/shm', 'holdfast-landing-')));
  chmodSync(home, 0o755);
  const undo: (() => void)[] = [];
  const path = (...names: string[]) => join(home, ...names);
  for (const name of ['root', 'home', 'source']) mkdirSync(path(name));
  const request: Yard['request'] = (changes) => ({
    paths: null,
    conflict: 'FAIL_IF_EXISTS',
    roots: [path('root')],
    forbidden: [path('home')],
    jobId: 'job_0001',
    attempt: 1,
    sizeBytes: 1000,
    now: new Date('2026-01-20T23:59:58Z'),
    ...changes,
  });
  return {
    path,
    root: path('root'),
    request,
    write: (tree) => writeTree(home, tree),
    ...obstacles(home, undo),
    giveAway() {
      execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, home]);
      return NOBODY;
    },
    orders: (changes) => ({
      ...request({ target: changes.target }),
      paths: null,
      roots: [path('root')],
      forbidden: [path('home')],
      at: '2026-01-20T23:59:58Z',
      source: path('source'),
      journalFile: path('home', 'swap.jsonl'),
      landingFile: path('home', 'landing.json'),
      record: { files: 7 },
      uid: 0,
      ...changes,
    }),
    async stage(changes) {
      const landing = await prepareLanding(request(changes));
      await makeStaging(landing);
      execFileSync('cp', ['-a', '-T', path('source'), landing.stagedRoot]);
      return landing;
    },
    settle: (orders) => settleSwap({ journalFile: orders.journalFile, staging: readLanding(orders).staging }),
    [Symbol.dispose]() {
      for (const step of undo.toReversed()) step();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What stands in the way of renames; how each is taken away again goes to `undo`. */
function obstacles(home: string, undo: (() => void)[]): Pick<Yard, 'mount' | 'bind' | 'makeImmutable'> {
  const path = (name: string) => join(home, name);
  return {
    mount(name, options) {
      mkdirSync(path(name), { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'holdfast-test', path(name)]);
      undo.push(undoByUnmounting(path(name)));
      return path(name);
    },
    bind(name) {
      execFileSync('mount', ['--bind', path(name), path(name)]);
      undo.push(undoByUnmounting(path(name)));
      return path(name);
    },
    makeImmutable(name) {
      execFileSync('chattr', ['+i', path(name)]);
      const release = () => void spawnSync('chattr', ['-i', '-R', home]);
      undo.push(release);
      return release;
    },
  };
}

function writeTree(home: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(home, name);
    mkdirSync(content === null ? path : dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    if (typeof content === 'string') utimesSync(path, OLD_TIME, OLD_TIME);
    if (content !== null && typeof content === 'object') symlinkSync(content.link, path);
  }
}

/** Hundreds of processes of the same program: compiled once, each starts in a third of the time. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.holdfast/compiled', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('programs/', import.meta.url));

/** Starts `land` or `settle` by these orders, with a fault armed where one is named. */
export function start(program: 'land' | 'settle', orders: Orders, fault = '') {
  const file = `${orders.journalFile}.orders`;
  writeFileSync(file, JSON.stringify(orders));
  const child = spawn(process.execPath, [join(PROGRAMS, `${program}.ts`), file], {
    env: { PATH: '/usr/bin:/bin', HOLDFAST_FAULT: fault, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { child, ended };
}

/** Runs `land` or `settle` to its end, or to the fault. */
export async function run(program: 'land' | 'settle', orders: Orders, fault = ''): Promise<Ended> {
  return start(program, orders, fault).ended;
}
