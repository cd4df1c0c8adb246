import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ask, holdStore, newHome, PATIENCE, processesNaming, startStore } from './stores.ts';

test(
  'four processes that start a new store at once get one server, and one of them owns it',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const holders = [1, 2, 3, 4].map(() => holdStore({ home, throwAway: true }));
    const stores = await Promise.all(holders.map(({ store }) => store));
    expect(stores.filter(({ owned }) => owned)).toHaveLength(1);
    expect(new Set(stores.map(({ pid, appUrl, ownerUrl }) => `${pid} ${appUrl} ${ownerUrl}`)).size).toBe(1);
    for (const { appUrl } of stores) expect(await ask(appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(
      processesNaming(`${home}/store/data`).filter((pid) => !holders.some(({ program }) => program.pid === pid)),
    ).toEqual([stores[0]?.pid]);
  },
);

test('a visitor that stops leaves the server to its owner', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const owner = await startStore({ home, throwAway: true });
  const visitor = await startStore({ home, throwAway: true });
  expect(visitor).toMatchObject({ owned: false, pid: owner.pid });
  await visitor.stop();
  expect(await visitor.ended).toBeUndefined();
  expect(await ask(owner.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a start during the end of the store never gets the server that ends', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const first = await startStore({ home, throwAway: true });
  // Its session keeps the fast shutdown busy, so that the end has begun when the next start looks.
  const session = ask(first.ownerUrl, 'select pg_sleep(600)').catch((error: unknown) => error);
  const stopped = first.stop();
  await session;
  const second = await startStore({ home, throwAway: true });
  await stopped;
  expect(second).toMatchObject({ owned: true, port: first.port });
  expect(second.pid).not.toBe(first.pid);
  expect(await ask(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test(
  'a process that is killed while it makes the store hands over to the one that waits',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const first = holdStore({ home });
    await vi.waitUntil(() => existsSync(join(home, 'store', 'credentials.json')), { timeout: 60_000, interval: 1 });
    const second = startStore({ home });
    await vi.waitUntil(() => processesNaming(join(home, 'store', 'lock')).length > 0, { timeout: 60_000, interval: 1 });
    first.program.kill('SIGKILL');
    expect((await second).owned).toBe(true);
    expect(await ask((await second).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);
