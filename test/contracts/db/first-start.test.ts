import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertKeyOpensStore, bindStoreToKey, loadMasterKey } from '@holdfast/db/master-key';
import { MasterKey } from '@holdfast/db/sealing';
import { authenticate } from '@holdfast/db/services/access/authenticate';
import { bootstrapAdmin } from '@holdfast/db/services/access/bootstrap';
import { expect, test } from 'vitest';
import { seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';

async function newHome() {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-home-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** Whether two keys are one: what the first seals the second opens. */
function isSame(one: MasterKey, other: MasterKey): boolean {
  return other.open(one.seal('secret', 'test'), 'test') === 'secret';
}

test('twenty first starts at once make one master key, for its owner alone, and leave nothing else', async () => {
  await using home = await newHome();
  const loaded = await Promise.all(Array.from({ length: 20 }, () => loadMasterKey({ home: home.path })));
  expect(loaded.filter(({ madeAt }) => madeAt !== undefined)).toHaveLength(1);
  const [first] = loaded;
  for (const { key } of loaded) expect(first && isSame(first.key, key)).toBe(true);
  expect(await readdir(home.path)).toEqual(['master.key']);
  expect(await modeOf(join(home.path, 'master.key'))).toBe(0o600);
});

test('a later start takes the key that is there, and a given key is taken without a file', async () => {
  await using home = await newHome();
  const first = await loadMasterKey({ home: home.path });
  const later = await loadMasterKey({ home: home.path });
  expect([later.madeAt, isSame(first.key, later.key)]).toEqual([undefined, true]);
  await using other = await newHome();
  await loadMasterKey({ text: MasterKey.generate(), home: other.path });
  expect(await readdir(other.path)).toEqual([]);
});

test('a key file that holds no key is an error, never replaced', async () => {
  await using home = await newHome();
  const path = join(home.path, 'master.key');
  await writeFile(path, 'not a key\n');
  await expect(loadMasterKey({ home: home.path })).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
  expect(await readFile(path, 'utf8')).toBe('not a key\n');
});

test('a key that is not the one the store was made with is refused at the start', async () => {
  await using opened = await openServices();
  const { services } = opened;
  await assertKeyOpensStore(services.db, MasterKey.parse(MasterKey.generate()));
  await seedEstate(services);
  await assertKeyOpensStore(services.db, services.masterKey);
  await expect(assertKeyOpensStore(services.db, MasterKey.parse(MasterKey.generate()))).rejects.toMatchObject({
    code: 'SEALED_VALUE_UNREADABLE',
  });
});

test('a store is bound to its first key before anything is sealed, also by ten gateways at once', async () => {
  await using opened = await openServices();
  const { db } = opened.services;
  const keys = Array.from({ length: 10 }, () => MasterKey.parse(MasterKey.generate()));
  const bound = await Promise.allSettled(keys.map((key) => bindStoreToKey(db, key)));
  expect(bound.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const winner = keys.find((_, index) => bound[index]?.status === 'fulfilled');
  if (!winner) throw new Error('no key won');
  await bindStoreToKey(db, winner);
  for (const key of keys.filter((one) => one !== winner)) {
    await expect(assertKeyOpensStore(db, key)).rejects.toMatchObject({ code: 'SEALED_VALUE_UNREADABLE' });
  }
});

test('ten first starts at once make one administrator, whose token is in a file for its owner alone', async () => {
  await using home = await newHome();
  await using opened = await openServices();
  const paths = await Promise.all(Array.from({ length: 10 }, () => bootstrapAdmin(opened.services, home.path)));
  const [path, ...others] = paths.filter((made) => made !== undefined);
  expect(others).toEqual([]);
  if (path === undefined) throw new Error('no start made the administrator');
  expect(await modeOf(path)).toBe(0o600);
  const token = (await readFile(path, 'utf8')).trim();
  expect(await authenticate(opened.services, { token })).toMatchObject({ type: 'token', role: 'ADMIN' });
  expect(await opened.owner`select name, role from principals`).toEqual([{ name: 'admin', role: 'ADMIN' }]);
  expect(await opened.owner`select action, actor from audit_log`).toEqual([
    { action: 'access.token-created', actor: { type: 'system', component: 'setup' } },
  ]);
});

test('where the token cannot be written there is no administrator, so that the next start makes one', async () => {
  await using home = await newHome();
  await using opened = await openServices();
  const blocked = join(home.path, 'a-file');
  await writeFile(blocked, '');
  await expect(bootstrapAdmin(opened.services, join(blocked, 'home'))).rejects.toThrow('ENOTDIR');
  expect(await opened.owner`select 1 from principals`).toEqual([]);
  expect(await bootstrapAdmin(opened.services, home.path)).toBe(join(home.path, 'admin-token'));
});
