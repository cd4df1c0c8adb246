import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { createDatabase } from './postgres.ts';

const prepared = { times: 0 };

async function prepare(ownerUrl: string): Promise<void> {
  prepared.times += 1;
  const sql = postgres(ownerUrl, { max: 2, onnotice: () => undefined });
  await sql`create table readings (n int)`;
  await sql`grant select, insert on readings to holdfast_app`;
  await sql.end();
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

test(
  'many databases made at once are clones of one template and know nothing of each other',
  { timeout: 60_000 },
  async () => {
    const databases = await Promise.all(
      [1, 2, 3, 4, 5].map(() => createDatabase({ prepare, template: 'readings_template' })),
    );
    expect(prepared.times).toBeLessThanOrEqual(1);
    for (const [index, { appUrl }] of databases.entries())
      await query(appUrl, `insert into readings values (${index})`);
    for (const [index, { ownerUrl }] of databases.entries()) {
      expect(await query(ownerUrl, 'select n from readings')).toEqual([{ n: index }]);
    }
    await Promise.all(databases.map((database) => database.drop()));
  },
);

test(
  'a dropped database is gone although somebody was connected, and may be dropped twice',
  { timeout: 60_000 },
  async () => {
    const database = await createDatabase({ prepare, template: 'readings_template' });
    const sql = postgres(database.appUrl, { max: 1, onnotice: () => undefined });
    await sql`select 1`;
    await database.drop();
    await database.drop();
    await sql.end({ timeout: 1 });
    const rows = await query(inject('storeUrl'), `select from pg_database where datname = '${database.name}'`);
    expect(rows).toEqual([]);
  },
);
