import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgresql, type GivenSource, type PostgresqlServer } from '../../kit/postgresql-server.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { openWorkshop, type Workshop } from '../restic/kit.ts';
import { expectNoSessions, openDriver, openRun } from './take-point.ts';

const LONG = { timeout: 120_000 };
let server: PostgresqlServer;
let shop: Workshop;

beforeAll(async () => {
  server = await startPostgresql();
  shop = await openWorkshop();
  for (const name of ['a', 'b', 'c', 'd']) await server.createDatabase(name);
  await server.use('c', (sql) => sql`create table busy (n int)`);
}, 120_000);
afterAll(async () => {
  shop[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** The signal of a run that nobody stops. */
const going = new AbortController().signal;

describe('what keeps a server from being backed up is named', () => {
  const probe = (changes: Partial<GivenSource['config']>, password = server.superuser.password) => {
    const source = server.source({ database: 'a' });
    return openDriver({ ...source, config: { ...source.config, ...changes }, password }).probe(going);
  };

  test('nothing, where all is well', async () => {
    expect(await probe({})).toMatchObject({ consistency: 'APPLICATION' });
  });

  test.each([
    ['a server that is not there', { port: 1 }, 'SOURCE_UNREACHABLE'],
    ['a database that is not there', { database: 'gone' }, 'SOURCE_MISSING'],
    ['a user that is not there', { user: 'nobody' }, 'SOURCE_ACCESS_DENIED'],
  ])('%s', async (_, changes, code) => {
    await expect(probe(changes)).rejects.toMatchObject({ code });
  });

  test('a wrong password, which is not told', async () => {
    const error: unknown = await probe({}, 'not-the-password').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SOURCE_ACCESS_DENIED' });
    expect(JSON.stringify(error) + String(error)).not.toContain('not-the-password');
  });

  test("programs of the server's version that are not there", async () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-programs-'));
    const driver = openDriver(server.source(), [empty]);
    await expect(driver.probe(going)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringContaining('15'),
    });
  });

  test('too few connections, after which none is left', LONG, async () => {
    const few = await server.createUser('few', 'superuser connection limit 2');
    await server.use('postgres', (sql) => sql`alter role few nosuperuser`);
    const driver = openDriver(server.source({ as: few }));
    await expect(driver.takeSnapshot(openRun(shop))).rejects.toMatchObject({ code: 'SOURCE_BUSY' });
    await expectNoSessions(server);
  });
});

describe('a snapshot leaves nothing on the server', () => {
  test('once it is released, and it may be released twice', LONG, async () => {
    const driver = openDriver(server.source());
    const snapshot = await driver.takeSnapshot(openRun(shop));
    const [held] = await server.use(
      'postgres',
      (sql) => sql<{ sessions: number }[]>`
      select count(*)::int as sessions from pg_stat_activity where application_name = 'holdfast' and backend_xmin is not null`,
    );
    expect(held?.sessions).toBe(5);
    await driver.release(snapshot);
    await driver.release(snapshot);
    await expectNoSessions(server);
  });

  test('when it is told to stop while it waits for a table that someone has locked', LONG, async () => {
    const stopping = new AbortController();
    const driver = openDriver(server.source());
    await server.use('c', async (sql) => {
      await sql`begin`;
      await sql`lock table busy in access exclusive mode`;
      const taking = driver.takeSnapshot(openRun(shop, stopping.signal));
      taking.catch(() => undefined);
      await waitFor('it to wait', async () => {
        const [row] = await sql`select from pg_locks where not granted`;
        return row !== undefined;
      });
      const asked = performance.now();
      stopping.abort(new Error('told to stop'));
      await expect(taking).rejects.toThrow('told to stop');
      await expectNoSessions(server);
      expect(performance.now() - asked, 'milliseconds until all was gone').toBeLessThan(3_000);
      await sql`rollback`;
    });
  });
});
