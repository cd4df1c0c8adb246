import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, holdStore, newHome, PATIENCE, textOf } from './stores.ts';

/** Arguments and environment of every process of the machine at this moment. */
function whatProcessesShow(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => [textOf(`/proc/${pid}/cmdline`), textOf(`/proc/${pid}/environ`)]);
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test(
  'no password is ever in a process list, an environment, a log or another file, from the first start on',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const { store } = holdStore({ home });
    const shown = new Set<string>();
    const state = { waiting: true };
    void store.finally(() => (state.waiting = false));
    while (state.waiting) {
      for (const text of whatProcessesShow()) shown.add(text);
      await new Promise(setImmediate);
    }
    const { ownerUrl, appUrl } = await store;
    const sampled = [...shown].join('\n');
    expect(sampled).toContain('initdb');
    for (const password of [new URL(ownerUrl).password, new URL(appUrl).password]) {
      expect(sampled.includes(password)).toBe(false);
      const holders = filesUnder(home).filter((path) => readFileSync(path).includes(password));
      expect(holders).toEqual([join(home, 'store', 'credentials.json')]);
    }
  },
);

test('the server inherits nothing of our environment', { timeout: PATIENCE }, async () => {
  const { store } = holdStore({ home: await newHome(), throwAway: true });
  const { pid } = await store;
  const names = textOf(`/proc/${pid}/environ`)
    .split('\0')
    .map((entry) => entry.split('=')[0]);
  // The shell that runs before the server adds PWD.
  expect(names.filter((name) => !['PATH', 'LC_ALL', 'TZ', 'PWD', ''].includes(name ?? ''))).toEqual([]);
});

test('a value in a failing statement does not reach the log', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const { ownerUrl, appUrl } = await holdStore({ home, throwAway: true }).store;
  await ask(ownerUrl, 'create table sealed (value text unique); grant insert on sealed to holdfast_app');
  const failing = [`insert into sealed values ('s3cret'), ('s3cret')`, `select 's3cret'::int`, `select * from s3cret`];
  for (const statement of failing) {
    await expect(ask(appUrl, statement)).rejects.toMatchObject({ severity: 'ERROR' });
    await expect(ask(ownerUrl, statement)).rejects.toMatchObject({ severity: 'ERROR' });
  }
  const logs = filesUnder(join(home, 'store', 'log')).map((path) => readFileSync(path, 'utf8'));
  expect(logs.join('\n')).toContain('ready to accept connections');
  expect(logs.join('\n')).not.toContain('s3cret');
});
