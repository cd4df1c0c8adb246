import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replacedComment } from '@holdfast/worker/sources/postgresql/restore/names';
import { someOf } from '../../kit/endurance.ts';
import { databaseFacts } from '../../kit/database-facts.ts';
import { startPostgresql, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { openWorkshop, type Workshop } from '../restic/kit.ts';
import { partOf, readPart, readSettings, restoreByHand, takePoint } from './take-point.ts';

const LONG = { timeout: 240_000 };

/** What a shell, a connection string, a file's name or SQL might take for more than a name. */
const HOSTILE_NAMES = [
  'a=b',
  'dbname=postgres host=/nowhere',
  'postgres://elsewhere/x',
  'postgresql:',
  'with space',
  ' around ',
  "it's",
  '"quoted"',
  'back\\slash\\',
  'new\nline',
  '../../etc/passwd',
  '/slash',
  '-leading',
  '--help',
  '$(touch canary)',
  '%2e%2e',
  'émoji 🗄️',
  '語'.repeat(21),
  'orders',
  'Orders',
  '.',
  '*',
  '~root',
  'holdfast_restore',
  'orders_replaced_20260101_000000',
];

describe('a point of a whole server', () => {
  let server: PostgresqlServer;
  let shop: Workshop;
  beforeAll(async () => {
    server = await startPostgresql();
    shop = await openWorkshop();
  }, 120_000);
  afterAll(async () => {
    shop[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  test('holds every database, whatever it is called', LONG, async () => {
    const names = someOf(HOSTILE_NAMES);
    for (const name of names) {
      await server.createDatabase(name);
      await server.use(name, async (sql) => {
        await sql`create table marks (name text)`;
        await sql`insert into marks values (${name})`;
      });
    }
    const point = await takePoint(shop, server.source());
    const all = new Set([...names, 'postgres']);
    expect(new Set((await readSettings(shop, point)).databases.map(({ name }) => name))).toEqual(all);
    expect(new Set(point.transfer.contents?.databases.map(({ name }) => name))).toEqual(all);
    expect(point.parts).toHaveLength(2 + all.size);
    await server.createDatabase('again');
    for (const name of names) {
      await restoreByHand(shop, server, { dump: partOf(point, `database-${encodeURIComponent(name)}`), into: 'again' });
      const marks = await server.use('again', (sql) => sql`select name from marks`);
      expect(marks).toEqual([{ name }]);
      await server.use('again', (sql) => sql`drop table marks`);
    }
  });

  test(
    'leaves out templates and what restores made, not what a person has renamed since, and tells of what takes no connections',
    LONG,
    async () => {
      await using own = await startPostgresql();
      for (const name of ['kept', 'frozen', 'model', 'holdfast_restore_0123_1_0', 'kept_replaced', 'taken back'])
        await own.createDatabase(name);
      await own.use('postgres', async (sql) => {
        await sql`alter database frozen allow_connections false`;
        await sql`alter database model is_template true`;
        const comment = replacedComment({ jobId: 'job_1', name: 'kept_replaced' });
        for (const name of ['kept_replaced', 'taken back'])
          await sql.unsafe(`comment on database "${name}" is '${comment}'`);
      });
      const point = await takePoint(shop, own.source());
      expect(point.transfer.contents?.databases.map(({ name }) => name)).toEqual(['kept', 'postgres', 'taken back']);
      expect(point.transfer.warnings).toMatchObject({
        count: 1,
        first: [{ code: 'DATABASE_NOT_READ', subject: 'frozen' }],
      });
    },
  );

  test(
    'without a right to read passwords: the roles come without their passwords, and that is told',
    LONG,
    async () => {
      await using own = await startPostgresql();
      const reader = await own.createUser('reader');
      await own.createDatabase('shop');
      await own.use('shop', async (sql) => {
        await sql`create table sold (n int)`;
        await sql`grant select on sold to reader`;
        await sql`insert into sold select generate_series(1, 100)`;
      });
      const point = await takePoint(shop, own.source({ as: reader }));
      expect(point.transfer.warnings).toMatchObject({ count: 1, first: [{ code: 'ROLE_PASSWORDS_NOT_READ' }] });
      const roles = await readPart(shop, point, 'roles');
      expect(roles).toContain('CREATE ROLE reader;');
      expect(roles).not.toMatch(/PASSWORD '|SCRAM/);
      await own.createDatabase('again');
      await restoreByHand(shop, own, { dump: partOf(point, 'database-shop'), into: 'again' });
      expect(await databaseFacts(own.url('again'))).toEqual(await databaseFacts(own.url('shop')));
    },
  );

  test('without a superuser: subscriptions that cannot be dumped are told', LONG, async () => {
    await using own = await startPostgresql({ settings: { wal_level: 'logical' } });
    const reader = await own.createUser('reader', 'in role pg_read_all_data');
    await own.use(
      'postgres',
      (sql) => sql`create subscription feed connection 'host=nowhere' publication news with (connect = false)`,
    );
    const warnings = async (source: ReturnType<typeof own.source>) =>
      (await takePoint(shop, source)).transfer.warnings.first.map(({ code }) => code);
    expect(await warnings(own.source({ as: reader }))).toContain('SUBSCRIPTIONS_NOT_READ');
    expect(await warnings(own.source())).toEqual([]);
    const point = await takePoint(shop, own.source({ database: 'postgres' }));
    expect((await readSettings(shop, point)).databases[0]).toMatchObject({
      subscriptions: ['feed'],
      isTemplate: false,
    });
    await own.use('postgres', async (sql) => {
      await sql`alter subscription feed set (slot_name = none)`;
      await sql`drop subscription feed`;
    });
  });
});
