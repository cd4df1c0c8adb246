import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../domain/errors.ts';
import type { PointContents } from '../domain/point-contents.ts';
import { restoreRequestSchema } from '../domain/restore.ts';
import { planRestore, type Source } from './index.ts';

const CONTENTS: PointContents = {
  databases: [
    {
      name: 'shop',
      sizeBytes: 3,
      tableCount: 2,
      tables: [
        { schema: 'public', name: 'orders', sizeBytes: 1 },
        { schema: 'Sales', name: 'a.b', sizeBytes: 2 },
      ],
    },
    { name: 'huge', sizeBytes: 9, tableCount: 9000, tables: [] },
  ],
};
const SERVER: Source = {
  kind: 'POSTGRESQL',
  config: { host: 'db1', port: 5432, user: 'backup', database: null, sslMode: 'PREFER' },
};
const ONE: Source = { ...SERVER, config: { ...SERVER.config, database: 'shop' } };
const OTHER: Source = { ...SERVER, config: { ...SERVER.config, database: 'ledger' } };
const FILES: Source = { kind: 'FILES', config: { path: '/srv/data', include: [], exclude: [] } };
const POINT = 'rpt_00000000000000000000000000000000';

function plan(source: Source, request: object, contents: PointContents | null = CONTENTS) {
  const parsed = restoreRequestSchema.parse({ recoveryPointId: POINT, ...request });
  return planRestore(parsed, { source, contents });
}

function issues(source: Source, request: object) {
  try {
    plan(source, request);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}

describe('what a restore of databases comes to', () => {
  test('without a choice all of the point goes where it was', () => {
    expect(plan(SERVER, {})).toEqual({
      selection: { kind: 'ALL' },
      target: { kind: 'DATABASE', database: null },
      place: 'postgresql://db1:5432',
      inPlace: true,
    });
    expect(plan(ONE, {})).toMatchObject({
      selection: { kind: 'DATABASE', database: 'shop' },
      place: 'postgresql://db1:5432/shop',
      inPlace: true,
    });
  });

  test('tables are read as SQL writes them, each once, and go into their own database or another', () => {
    expect(plan(SERVER, { database: 'shop', tables: ['ORDERS', 'public.orders', '"Sales"."a.b"'] })).toMatchObject({
      selection: {
        kind: 'TABLES',
        database: 'shop',
        tables: [
          { schema: 'public', name: 'orders' },
          { schema: 'Sales', name: 'a.b' },
        ],
      },
      place: 'postgresql://db1:5432/shop',
      inPlace: true,
    });
    expect(plan(ONE, { tables: ['orders'], target: { database: 'a/b c' } })).toMatchObject({
      target: { kind: 'DATABASE', database: 'a/b c' },
      place: 'postgresql://db1:5432/a%2Fb%20c',
      inPlace: false,
    });
  });

  test('as files it goes to a path, and that is never where the item is', () => {
    expect(plan(SERVER, { target: { path: '/srv/dumps' } })).toMatchObject({
      target: { kind: 'PATH', path: '/srv/dumps' },
      place: '/srv/dumps',
      inPlace: false,
    });
  });

  test('the place of a server is around those of its databases, also for a socket and an IPv6 address', () => {
    for (const host of ['/run/postgresql', '::1']) {
      const source: Source = { ...SERVER, config: { ...SERVER.config, host } };
      expect(plan(source, { database: 'shop' }).place).toBe(`${plan(source, {}).place}/shop`);
    }
  });
});

test.each([
  [SERVER, { tables: ['orders'] }, 'database: must be chosen, since the point holds several'],
  [SERVER, { database: 'nope' }, 'database: is not in this recovery point'],
  [SERVER, { database: 'shop', tables: ['orders', 'nope'] }, "tables.1: is not in this recovery point's database shop"],
  [
    SERVER,
    { database: 'shop', tables: ['drop table x;'] },
    'tables.0: must be written as in SQL: orders, sales.orders, "Sales"."Orders"',
  ],
  [SERVER, { target: { database: 'other' } }, 'target.database: takes one database: choose which one of the point'],
  [
    ONE,
    { target: { database: 'other', path: '/srv' } },
    'target.database: does not go with a path: choose one of them',
  ],
  [
    ONE,
    { tables: ['orders'], target: { path: '/srv' } },
    'target.path: does not go with tables: they go into a database',
  ],
  [OTHER, {}, "database: must be chosen, since the item's own one, ledger, is not in this recovery point"],
  ...['template0', 'template1', 'holdfast_restore_0123_1_0'].map((name): [Source, object, string] => [
    ONE,
    { target: { database: name } },
    `target.database: ${name} is no database to restore into: choose another as target.database`,
  ]),
  [
    ONE,
    { tables: ['orders'], target: { database: 'template1' } },
    'target.database: template1 is no database to restore into: choose another as target.database',
  ],
  [ONE, { paths: ['a'] }, 'paths: does not apply to databases'],
  [FILES, { tables: ['a'], database: 'b' }, 'database: does not apply to files'],
  [FILES, { target: { database: 'b' } }, 'target.database: does not apply to files'],
])('%o with %o is refused: %s', (source, request, issue) => {
  expect(issues(source, request)).toContain(issue);
});

test('tables of a list that is cut are left for the worker to look up', () => {
  expect(plan(SERVER, { database: 'huge', tables: ['x'] }).selection).toMatchObject({ kind: 'TABLES' });
  expect(plan(ONE, { tables: ['x'] }, null).selection).toMatchObject({ kind: 'TABLES' });
});

test('a template that was backed up is restored as files or under another name alone', () => {
  const source: Source = { ...SERVER, config: { ...SERVER.config, database: 'template1' } };
  const contents: PointContents = { databases: [{ name: 'template1', sizeBytes: 1, tableCount: 0, tables: [] }] };
  expect(() => plan(source, {}, contents)).toThrow(/^database: template1 is no database to restore into/);
  expect(plan(source, { target: { path: '/srv/dumps' } }, contents)).toMatchObject({ place: '/srv/dumps' });
  expect(plan(source, { target: { database: 'copy' } }, contents)).toMatchObject({ inPlace: false });
});

test('a database that the item no longer names can be chosen from its older points', () => {
  expect(plan(OTHER, { database: 'shop' }).selection).toEqual({ kind: 'DATABASE', database: 'shop' });
});
