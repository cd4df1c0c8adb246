import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { installedEngine } from '@holdfast/db/store/engine';
import { ask, goneSoon, holdStore, newHome, PATIENCE, startStore } from './stores.ts';

const asRoot = process.geteuid?.() === 0;
const NOBODY = { uid: 65534, gid: 65534 };
const nobodyReachesUs = spawnSync(process.execPath, ['--version'], { ...NOBODY, cwd: '/' }).status === 0;

const locationShape = z.object({ root: z.string() });
const rootOf = (home: string) =>
  locationShape.parse(JSON.parse(readFileSync(join(home, 'store', 'location.json'), 'utf8'))).root;

test.runIf(asRoot)(
  'as root the server runs as another user, who owns the data and nothing else',
  { timeout: PATIENCE },
  async () => {
    const groups = process.getgroups?.() ?? [];
    process.setgroups?.([0, 4]);
    onTestFinished(() => process.setgroups?.(groups));
    const home = await newHome();
    const store = await startStore({ home, throwAway: true });
    const { uid } = statSync(`/proc/${store.pid}`);
    expect(uid).not.toBe(0);
    expect(statSync(join(home, 'store', 'data')).uid).toBe(uid);
    expect(statSync(join(home, 'store')).uid).toBe(0);
    expect(readFileSync(`/proc/${store.pid}/status`, 'utf8')).toMatch(/^Groups:\s*$/m);
  },
);

test.runIf(asRoot)(
  'as root a home in a 0700 folder has its store elsewhere, says so, and keeps it over restarts',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome({ mode: 0o700 });
    const told: { message: string; facts: object }[] = [];
    const store = await startStore({ home, throwAway: true }, told);
    const root = rootOf(home);
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    expect(root).toMatch(/^\/var\/lib\/holdfast-stores\/[0-9a-f]{16}$/);
    expect(told).toContainEqual(expect.objectContaining({ facts: { home: join(home, 'store'), root } }));
    expect(existsSync(join(home, 'store', 'credentials.json'))).toBe(true);
    expect(readdirSync(root)).not.toContain('credentials.json');
    await ask(store.ownerUrl, 'create table kept as select 7 as n');
    await store.stop();
    chmodSync(dirname(home), 0o711);
    const again = await startStore({ home, throwAway: true });
    expect(await ask(again.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
    await again.stop();
  },
);

test.runIf(asRoot)(
  'as root a home that is closed later is an error and never an empty store elsewhere',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    await (await startStore({ home, throwAway: true })).stop();
    chmodSync(dirname(home), 0o700);
    await expect(startStore({ home })).rejects.toMatchObject({ code: 'STORE_HOME_UNREACHABLE', fault: 'USER' });
    expect(existsSync(join(home, 'store', 'location.json'))).toBe(false);
  },
);

test.runIf(asRoot)(
  'as root a clone in a 0700 folder, installed without scripts, runs from a copy',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const clone = join(dirname(home), 'clone');
    mkdirSync(clone, { mode: 0o700 });
    const engine = join(clone, 'package', 'native');
    cpSync(join(installedEngine(), '..'), join(clone, 'package'), { recursive: true, verbatimSymlinks: true });
    const links = readdirSync(join(engine, 'lib')).filter((name) =>
      lstatSync(join(engine, 'lib', name)).isSymbolicLink(),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const name of links) rmSync(join(engine, 'lib', name));
    const store = await startStore({ home, engine, throwAway: true });
    const copies = readdirSync(join(home, 'store')).filter((name) => name.startsWith('engine-'));
    expect(copies).toHaveLength(1);
    expect(readFileSync(`/proc/${store.pid}/cmdline`, 'utf8')).toContain(join(home, 'store', copies[0] ?? ''));
    expect(await ask(store.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);

// As root we can try what an ordinary user finds; without root every other test does.
test.runIf(asRoot && nobodyReachesUs)(
  'an ordinary user runs the server as itself and it dies with its owner',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, NOBODY.uid, NOBODY.gid);
    const holder = holdStore({ home, throwAway: true }, NOBODY);
    const { appUrl, pid } = await holder.store;
    expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
    expect(await ask(appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    holder.program.kill('SIGKILL');
    await goneSoon([pid]);
  },
);
