import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ask, family, goneSoon, holdStore, newHome, PATIENCE, startStore } from './stores.ts';

test('killing the owner with SIGKILL ends the server and all its children', { timeout: PATIENCE }, async () => {
  const holder = holdStore({ home: await newHome(), throwAway: true });
  const { pid } = await holder.store;
  const pids = family(pid);
  expect(pids.length).toBeGreaterThan(4);
  holder.program.kill('SIGKILL');
  await goneSoon(pids);
});

test(
  'after the owner was killed, the next start has its committed rows and owns the store',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const holder = holdStore({ home, throwAway: true });
    await ask((await holder.store).ownerUrl, 'create table kept as select 7 as n');
    holder.program.kill('SIGKILL');
    const next = await startStore({ home, throwAway: true });
    expect(next.owned).toBe(true);
    expect(await ask(next.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
  },
);

test(
  'killing the server with SIGKILL under a running statement is told, and the next start recovers what was committed',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const store = await startStore({ home });
    await ask(store.ownerUrl, 'create table kept as select 7 as n');
    // It looks at nothing while it runs, not even whether its server still lives.
    const endless = 'do $$ begin loop end loop; end $$';
    const busy = ask(store.ownerUrl, endless).catch((error: unknown) => error);
    await vi.waitFor(async () => {
      const [row] = await ask(
        store.ownerUrl,
        `select count(*)::int as n from pg_stat_activity where state = 'active' and query = '${endless}'`,
      );
      expect(row).toEqual({ n: 1 });
    });
    const pids = family(store.pid);
    process.kill(store.pid, 'SIGKILL');
    expect(await store.ended).toMatchObject({ code: 'STORE_ENDED', retryable: true });
    const again = await startStore({ home });
    await goneSoon(pids);
    expect(await busy).toBeInstanceOf(Error);
    expect(await ask(again.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
  },
);

test(
  'a server left without its owner is adopted as it is and ends with its new owner',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const holder = holdStore({ home, throwAway: true, dieWithParent: false });
    const left = await holder.store;
    holder.program.kill('SIGKILL');
    await once(holder.program, 'close');
    const pids = family(left.pid);
    const adopted = await startStore({ home, throwAway: true });
    expect(adopted).toMatchObject({ pid: left.pid, ownerUrl: left.ownerUrl, owned: true });
    await adopted.stop();
    await goneSoon(pids);
  },
);

test('an adopted server that is killed is told, like one of our own', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  await startStore({ home, throwAway: true });
  const visitor = await startStore({ home, throwAway: true });
  process.kill(visitor.pid, 'SIGKILL');
  expect(await visitor.ended).toMatchObject({ code: 'STORE_ENDED' });
});

test('Ctrl-C in the owner leaves the server to the owner', { timeout: PATIENCE }, async () => {
  const holder = holdStore({ home: await newHome(), throwAway: true });
  const { appUrl, pid } = await holder.store;
  const heard = once(holder.program.stdout ?? holder.program, 'data');
  process.kill(-(holder.program.pid ?? 0), 'SIGINT');
  await heard;
  expect(await ask(appUrl, 'select pg_postmaster_start_time() is not null as up')).toEqual([{ up: true }]);
  expect(family(pid).length).toBeGreaterThan(4);
});

const drafts = (home: string) => {
  const root = join(home, 'store');
  return existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('init-')) : [];
};

const moments = [
  { moment: 'has begun', sign: () => true },
  { moment: 'has its password file', sign: (draft: string) => existsSync(join(draft, 'password')) },
  { moment: 'is being filled', sign: (draft: string) => existsSync(join(draft, 'data', 'global')) },
  { moment: 'has its catalogue', sign: (draft: string) => existsSync(join(draft, 'data', 'base', '1', 'PG_VERSION')) },
  { moment: 'gets its database', sign: (draft: string) => existsSync(join(draft, 'data', 'base', '5', 'PG_VERSION')) },
];

test.each(moments)(
  'kill -9 when a new store $moment heals at the next start',
  { timeout: PATIENCE },
  async ({ sign }) => {
    const home = await newHome();
    const holder = holdStore({ home, throwAway: true });
    await vi.waitUntil(() => drafts(home).some((name) => sign(join(home, 'store', name))), {
      timeout: 60_000,
      interval: 1,
    });
    holder.program.kill('SIGKILL');
    expect(existsSync(join(home, 'store', 'data'))).toBe(false);
    const store = await startStore({ home, throwAway: true });
    expect(drafts(home)).toEqual([]);
    expect(await ask(store.appUrl, 'select current_user::text as me')).toEqual([{ me: 'holdfast_app' }]);
  },
);
