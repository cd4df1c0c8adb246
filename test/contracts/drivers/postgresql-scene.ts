import { postgresqlConfigSchema, SCRATCH_PREFIX } from '@holdfast/db/sources/postgresql';
import { createShop, tableFacts } from '../../kit/shop.ts';
import { startPostgresql } from '../../kit/postgresql-server.ts';
import { openDriver } from '../postgresql/take-point.ts';
import { openWorkshop } from '../restic/kit.ts';
import type { Scene } from './scene.ts';

/** A database of a server that has another one beside it. */
export async function openPostgresqlScene(): Promise<Scene> {
  const shop = await openWorkshop();
  const server = await startPostgresql();
  await createShop(server);
  const given = server.source({ database: 'shop' });
  return {
    source: { kind: 'POSTGRESQL', config: postgresqlConfigSchema.parse(given.config) },
    shop,
    open: () => openDriver(given),
    openMissing: () => openDriver(server.source({ database: 'gone' })),
    facts: () =>
      server.use('shop', (sql) => Promise.all(['customers', 'orders', 'lines'].map((table) => tableFacts(sql, table)))),
    change: () => server.use('shop', async (sql) => void (await sql`delete from lines`)),
    destroy: () => server.use('postgres', async (sql) => void (await sql`drop database shop with (force)`)),
    leftovers: () =>
      server.use('postgres', async (sql) => {
        const found = await sql<{ name: string }[]>`
          select datname as name from pg_database where starts_with(datname, ${SCRATCH_PREFIX})
          union all select application_name || ' is connected' from pg_stat_activity
          where application_name in ('holdfast', 'pg_dump', 'pg_restore')`;
        return found.map(({ name }) => name);
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      shop[Symbol.dispose]();
    },
  };
}
