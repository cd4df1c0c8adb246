import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findStore } from '@holdfast/db/store/find';
import { ask, newHome, PATIENCE, processesNaming, startStore } from './stores.ts';

const passwordsShape = z.object({ ownerPassword: z.string(), appPassword: z.string() });

test(
  'a first start gives a durable, checksummed UTC store that both roles can open',
  { timeout: PATIENCE },
  async () => {
    const store = await startStore({ home: await newHome() });
    const names = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'data_checksums',
      'jit',
      'TimeZone',
      'log_timezone',
    ];
    const [row] = await ask(
      store.ownerUrl,
      `select ${names.map((name) => `current_setting('${name}') "${name}"`).join()}`,
    );
    expect(row).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      jit: 'off',
      TimeZone: 'UTC',
      log_timezone: 'UTC',
    });
    const [database] = await ask(
      store.appUrl,
      `select current_user::text, datname, pg_get_userbyid(datdba)::text as owner, pg_encoding_to_char(encoding) as encoding,
       datlocprovider::text as provider, datlocale from pg_database where datname = current_database()`,
    );
    expect(database).toEqual({
      current_user: 'holdfast_app',
      datname: 'holdfast',
      owner: 'holdfast_owner',
      encoding: 'UTF8',
      provider: 'b',
      datlocale: 'C.UTF-8',
    });
  },
);

test(
  'the server listens on 127.0.0.1 alone, has no socket file, and lets nobody in without the password',
  { timeout: PATIENCE },
  async () => {
    const store = await startStore({ home: await newHome(), throwAway: true });
    const [settings] = await ask(
      store.ownerUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
    );
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '' });
    const elsewhere = connect({ host: '127.0.0.2', port: store.port });
    await expect(once(elsewhere, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const wrong = new URL(store.ownerUrl);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  },
);

test('the passwords are in one file that only we can read', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const store = await startStore({ home, throwAway: true });
  const path = join(home, 'store', 'credentials.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(path).uid).toBe(process.geteuid?.());
  expect(statSync(join(home, 'store', 'data')).mode & 0o777).toBe(0o700);
  const { ownerPassword, appPassword } = passwordsShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  expect(ownerPassword).toBe(new URL(store.ownerUrl).password);
  expect(appPassword).toBe(new URL(store.appUrl).password);
  expect(appPassword).not.toBe(ownerPassword);
});

test(
  'a part that starts alone finds the running store, and DATABASE_URL goes before it',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    await expect(findStore({ home })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
    const store = await startStore({ home, throwAway: true });
    const { ownerUrl, appUrl } = store;
    expect(await findStore({ home })).toEqual({ kind: 'embedded', ownerUrl, appUrl });
    const databaseUrl = 'postgres://someone@db.example/holdfast';
    expect(await findStore({ home, databaseUrl })).toEqual({ kind: 'external', appUrl: databaseUrl });
    await store.stop();
    await expect(findStore({ home })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND', retryable: true });
  },
);

test(
  'stop ends every process of the store, also under an open transaction, and may be called twice',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const store = await startStore({ home, throwAway: true });
    const busy = ask(store.ownerUrl, 'begin; create table half (id int); select pg_sleep(600)').catch(
      (error: unknown) => error,
    );
    await store.stop();
    expect(await busy).toBeInstanceOf(Error);
    expect(processesNaming(home)).toEqual([]);
    expect(await store.ended).toBeUndefined();
    await store.stop();
  },
);
