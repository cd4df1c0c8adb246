import { removeReplaced } from '@holdfast/worker/sources/postgresql/restore/kept';
import type { Sql } from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { backUp, onlyPoint, restoreFrom } from '../kit/jobs.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { keptSchemas, openYard, type Yard } from '../kit/yard.ts';

vi.setConfig({ testTimeout: 120_000 });

let yard: Yard;

beforeAll(async () => {
  yard = await openYard();
}, 120_000);
beforeEach(() => yard.reset());
afterEach(() => yard.expectNoLeftovers());
afterAll(async () => yard?.[Symbol.asyncDispose]());

const replace = { conflict: 'REPLACE' } as const;

describe('what is restored', () => {
  test('is read by its oid out of whatever schema, and comments on keys left out break nothing', async () => {
    await yard.use((sql) => sql`drop table "DATA".orders, "Sales 2026"."Day 1"`);
    const job = await yard.restore(['"DATA".orders', '"Sales 2026"."Day 1"']);
    expect(job).toMatchObject({ status: 'COMPLETED', error: null, warnings: [] });
    expect(await yard.countOf('"DATA".orders')).toBe(7);
  });

  test('has been looked at by the server for its planner', async () => {
    await yard.use((sql) => sql`drop table lines`);
    expect(await yard.restore(['lines'])).toMatchObject({ status: 'COMPLETED', error: null });
    expect(
      await yard.use((sql) => sql`select reltuples::int as rows from pg_class where oid = 'lines'::regclass`),
    ).toEqual([{ rows: 300 }]);
  });

  test('has the rights it had, however many the database gives by default', async () => {
    const rightsOf = (sql: Sql) => sql`
      select relname, coalesce(relacl, acldefault(case relkind when 'S' then 's'::"char" else 'r' end, relowner))::text as rights
      from pg_class where relname in ('orders', 'orders_id_seq') and relnamespace = 'public'::regnamespace order by 1`;
    const before = await yard.use(rightsOf);
    await yard.use(async (sql) => {
      await sql`drop table orders cascade`;
      await sql`alter default privileges grant all on tables to public`;
      await sql`alter default privileges grant usage on sequences to neighbour with grant option`;
    });
    expect((await yard.restore(['orders'])).error).toBeNull();
    expect(await yard.use(rightsOf)).toEqual(before);
  });

  test('is whole where its database knows no encoding', async () => {
    await yard.server.createDatabase('bytes', `template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'`);
    await yard.server.use('bytes', (sql) => sql.unsafe(`create table notes as select E'caf\\xe9'::text as note`));
    const { itemId } = await protectDatabases(yard.world, yard.server.source({ database: 'bytes' }), 'bytes');
    expect(await backUp(yard.world, itemId)).toMatchObject({ status: 'COMPLETED', error: null });
    const { id } = await onlyPoint(yard.world, itemId);
    await yard.server.use('bytes', (sql) => sql`drop table notes`);
    expect(await restoreFrom(yard.world, { recoveryPointId: id, tables: ['notes'] })).toMatchObject({
      status: 'COMPLETED',
      error: null,
    });
    const [row] = await yard.server.use('bytes', (sql) => sql`select encode(note::bytea, 'hex') as note from notes`);
    expect(row).toEqual({ note: '636166e9' });
  });
});

describe('what is refused, with everything as it was', () => {
  test('a table that inherits from one that is not chosen, so that no row is there twice', async () => {
    expect(await yard.restore(['child'], { conflict: 'KEEP_BOTH' })).toMatchObject({
      status: 'FAILED',
      error: { code: 'CHILD_ALONE', message: expect.stringContaining('parent') },
    });
    expect(await yard.countOf('parent')).toBe(10);
    for (const [table, other] of [
      ['child', 'inherits from public.parent'],
      ['parent', 'child'],
    ] as const) {
      expect(await yard.restore([table], replace)).toMatchObject({
        status: 'FAILED',
        error: { code: 'TARGET_NOT_MOVABLE', message: expect.stringContaining(other) },
      });
    }
    await yard.use((sql) => sql`delete from child`);
    expect(await yard.restore(['child', 'parent'], replace)).toMatchObject({ status: 'COMPLETED', error: null });
    expect(await yard.countOf('parent')).toBe(10);
    expect(await yard.countOf('only parent')).toBe(5);
  });

  test('a table whose sequence another table takes its numbers from', async () => {
    await yard.use((sql) => sql`alter table tickets alter id set default nextval('orders_id_seq')`);
    expect(await yard.restore(['orders'], replace)).toMatchObject({
      status: 'FAILED',
      error: { code: 'TARGET_NOT_MOVABLE', message: expect.stringContaining('tickets') },
    });
  });

  test.each([
    ['by its name', 'for table lines, tickets'],
    ['with its schema', 'for tables in schema public'],
  ])('a table that is published %s', async (_how, what) => {
    await yard.use((sql) => sql.unsafe(`create publication "to the warehouse" ${what}`));
    expect(await yard.restore(['lines'], replace)).toMatchObject({
      status: 'FAILED',
      error: { code: 'TARGET_NOT_MOVABLE', message: expect.stringContaining('publication to the warehouse') },
    });
  });

  test('anything, where every table is published', async () => {
    await yard.use((sql) => sql`create publication everything for all tables`);
    expect(await yard.restore(['lines'], { conflict: 'KEEP_BOTH' })).toMatchObject({
      status: 'FAILED',
      error: { code: 'TARGET_PUBLISHED', message: expect.stringContaining('everything') },
    });
  });

  test('a table in whose place a view stands', async () => {
    await yard.use((sql) => sql.unsafe('drop table lines; create view lines as select 1 as line'));
    expect(await yard.restore(['lines'], replace)).toMatchObject({
      status: 'FAILED',
      error: { message: 'public.lines cannot be replaced: it is a view, not a table.' },
    });
  });
});

describe('what was replaced', () => {
  test('is told only where something was', async () => {
    await yard.use((sql) => sql`drop table lines`);
    expect(await yard.restore(['lines'], replace)).toMatchObject({
      status: 'COMPLETED',
      result: { replacedKeptAt: null },
    });
    const some = await yard.restore(['lines', '"DATA".orders'], replace);
    expect(keptSchemas(some)).toHaveLength(2);
    await yard.use((sql) => sql`drop table lines`);
    const [only = '', ...others] = keptSchemas(await yard.restore(['lines', '"DATA".orders'], replace));
    expect(only).toMatch(/^DATA_replaced_/);
    expect(others).toEqual([]);
  });

  test('is removed alone: what somebody put beside it stays and is told, what they renamed is theirs', async () => {
    const kept = await yard.restore(['orders', 'lines'], replace);
    const [schema = ''] = keptSchemas(kept);
    await yard.use((sql) => sql`create table ${sql(schema)}.mine as select 1 as one`);
    const { config, password } = yard.server.source({ database: 'yard' });
    const at = { config: { ...config, sslMode: 'DISABLE' }, password } as const;
    const remove = ({ result }: typeof kept) => removeReplaced(at, String(result?.['replacedKeptAt']));
    await expect(remove(kept)).rejects.toMatchObject({ code: 'REPLACED_DATA_SHARED' });
    const left = await yard.use(
      (sql) => sql`select relname from pg_class where relnamespace = ${schema}::regnamespace`,
    );
    expect([...left]).toEqual([{ relname: 'mine' }]);
    await yard.use((sql) => sql`drop table ${sql(schema)}.mine`);
    await remove(kept);
    expect(await yard.use((sql) => sql`select from pg_namespace where nspname = ${schema}`)).toHaveLength(0);

    const renamed = await yard.restore(['lines'], replace);
    const [other = ''] = keptSchemas(renamed);
    await yard.use((sql) => sql`alter schema ${sql(other)} rename to "mine now"`);
    await remove(renamed);
    expect(await yard.countOf('"mine now".lines')).toBe(300);
  });
});
