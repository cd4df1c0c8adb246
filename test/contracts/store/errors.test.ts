import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '@holdfast/db/store/store-error';
import { newHome, PATIENCE, processesNaming, startStore } from './stores.ts';

async function refusal(attempt: Promise<unknown>): Promise<StoreError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error('The attempt did not end with a StoreError.', { cause: error });
  return error;
}

async function storeOnce(): Promise<string> {
  const home = await newHome();
  await (await startStore({ home, throwAway: true })).stop();
  return home;
}

test(
  'a server that does not start ends with the tail of its own log and leaves no process',
  { timeout: PATIENCE },
  async () => {
    const home = await storeOnce();
    appendFileSync(join(home, 'store', 'data', 'postgresql.conf'), '\nno_such_setting = 1\n');
    const error = await refusal(startStore({ home }));
    expect(error).toMatchObject({ code: 'STORE_START_FAILED', fault: 'SERVICE', retryable: true });
    expect(error.message).toContain('no_such_setting');
    expect(error.remedy).toContain(join(home, 'store', 'log'));
    expect(processesNaming(home)).toEqual([]);
  },
);

test('data of another major version is refused and not touched', { timeout: PATIENCE }, async () => {
  const home = await storeOnce();
  writeFileSync(join(home, 'store', 'data', 'PG_VERSION'), '15\n');
  const error = await refusal(startStore({ home }));
  expect(error).toMatchObject({ code: 'STORE_VERSION_MISMATCH', retryable: false });
  expect(error.message).toContain('PostgreSQL 15');
  expect(processesNaming(home)).toEqual([]);
});

test(
  "a store whose passwords are missing, damaged or another store's is refused and ends",
  { timeout: PATIENCE },
  async () => {
    const home = await storeOnce();
    const path = join(home, 'store', 'credentials.json');
    renameSync(path, `${path}.away`);
    expect(await refusal(startStore({ home }))).toMatchObject({ code: 'STORE_CREDENTIALS_LOST' });
    writeFileSync(path, '{"ownerPassword":"s3cret"');
    const damaged = await refusal(startStore({ home }));
    expect(damaged).toMatchObject({ code: 'STORE_CREDENTIALS_LOST' });
    expect(JSON.stringify(damaged) + damaged.message).not.toContain('s3cret');
    writeFileSync(path, '{"ownerPassword":"other","appPassword":"other"}');
    expect(await refusal(startStore({ home }))).toMatchObject({ code: 'STORE_CREDENTIALS_LOST' });
    expect(processesNaming(home)).toEqual([]);
  },
);

test('a home that is a file is told with its path', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  writeFileSync(home, '');
  const error = await refusal(startStore({ home }));
  expect(error).toMatchObject({ code: 'STORE_HOME_UNWRITABLE', fault: 'USER' });
  expect(error.message).toContain(home);
});

test('an installation without PostgreSQL is told before anything is made', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const engine = join(dirname(home), 'empty', 'native');
  mkdirSync(engine, { recursive: true });
  const error = await refusal(startStore({ home, engine }));
  expect(error).toMatchObject({ code: 'STORE_ENGINE_MISSING', fault: 'USER' });
  expect(error.remedy).toContain('DATABASE_URL');
});

test('a PostgreSQL that cannot run is told with what it said', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const engine = join(dirname(home), 'broken', 'native');
  mkdirSync(join(engine, 'bin'), { recursive: true });
  writeFileSync(join(engine, '..', 'package.json'), '{"version":"0.0.0"}');
  writeFileSync(join(engine, 'pg-symlinks.json'), '[]');
  writeFileSync(join(engine, 'bin', 'initdb'), '#!/bin/sh\necho wrong machine; exit 1\n', { mode: 0o755 });
  const error = await refusal(startStore({ home, engine }));
  expect(error).toMatchObject({ code: 'STORE_ENGINE_MISSING' });
  expect(error.cause).toContain('wrong machine');
});
