import { chmodSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPostgresql } from '../kit/postgresql-server.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { compareFolders, compareTables, holds } from './compare.ts';
import { witness } from './testimony.ts';

function place() {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-witness-'));
  return {
    folder: join(root, 'folder'),
    file: join(root, 'testimony.json'),
    signal: new AbortController().signal,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

test('every name, kind, mode, owner, time, link and content of a folder is written down, and each change of them', async () => {
  using where = place();
  makeOddTree(where.folder);
  const before = await witness(where);
  expect(before.folder).toHaveLength(22);
  expect(before.folder).toContainEqual(expect.objectContaining({ path: 'émoji 🗄️', type: 'file', size: 1_000 }));
  expect(before.folder).toContainEqual(expect.objectContaining({ path: '\\\\x6261642dfffe', type: 'file' }));
  expect(before.folder).toContainEqual(expect.objectContaining({ path: 'script.sh', mode: '4751' }));
  expect(before.folder).toContainEqual(expect.objectContaining({ path: 'dangling', target: '/nonexistent' }));
  expect(before.folder).toContainEqual(expect.objectContaining({ path: 'plain.txt', sameFileAs: 'hard link' }));
  expect(holds(compareFolders(before.folder, (await witness(where)).folder))).toBe(true);

  chmodSync(join(where.folder, 'with space'), 0o600);
  writeFileSync(join(where.folder, 'deep/er/still/file'), 'other');
  utimesSync(join(where.folder, 'empty folder'), 1, 1);
  const { differences } = compareFolders(before.folder, (await witness(where)).folder);
  expect(differences.toSorted()).toEqual([
    '"deep/er/still/file" has another modified',
    '"deep/er/still/file" has another sha256',
    '"deep/er/still/file" has another size',
    '"empty folder" has another modified',
    '"with space" has another mode',
  ]);
});

test('rows, values, columns, keys and indexes of every table are written down, and each change of them', async () => {
  using where = place();
  await using server = await startPostgresql();
  await server.createDatabase('shop');
  const use = (statement: string) => server.use('shop', (sql) => sql.unsafe(statement).simple());
  await use(
    `create table "Odd ""table""" (id int primary key, note text); insert into "Odd ""table""" values (1, 'a'), (2, null)`,
  );
  await use(`create table pairs (a int, b int); insert into pairs values (1, 2), (1, 2)`);
  const look = async () => {
    const { file, signal } = where;
    return (await witness({ file, signal, database: { server, name: 'shop' } })).tables;
  };
  const before = await look();
  expect(before.map(({ name, rows }) => [name, rows])).toEqual([
    ['public."Odd ""table"""', 2],
    ['public.pairs', 2],
  ]);
  const isAsBefore = async () => holds(compareTables(before, await look(), () => true));
  expect(await isAsBefore()).toBe(true);
  for (const [change, back] of [
    [`update pairs set a = 3 where ctid = (select min(ctid) from pairs)`, `update pairs set a = 1`],
    [`insert into pairs values (1, 2)`, `delete from pairs where ctid = (select min(ctid) from pairs)`],
    [`create index by_a on pairs (a)`, `drop index by_a`],
    [`alter table pairs alter a set not null`, `alter table pairs alter a drop not null`],
    [`create table other (a int)`, `drop table other`],
  ] as const) {
    await use(change);
    expect(await isAsBefore(), change).toBe(false);
    await use(back);
    expect(await isAsBefore(), back).toBe(true);
  }
});

test('what cannot be read is a failure, and nothing is written down', async () => {
  using where = place();
  await expect(witness(where)).rejects.toThrow('ENOENT');
  await using server = await startPostgresql();
  const { file, signal } = where;
  const stranger = { ...server, superuser: { name: 'nobody', password: 'wrong' } };
  await expect(witness({ file, signal, database: { server: stranger, name: 'postgres' } })).rejects.toThrow(
    'password authentication failed',
  );
  await expect(witness({ file, signal, database: { server, name: 'missing' } })).rejects.toThrow('does not exist');
  expect(existsSync(file)).toBe(false);
});
