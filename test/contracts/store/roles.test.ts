import { expect, test } from 'vitest';
import { ask, newHome, PATIENCE, startStore } from './stores.ts';

const REFUSED = { code: '42501' };

test(
  'the application role owns nothing and can neither raise itself nor touch what the owner made',
  { timeout: PATIENCE },
  async () => {
    const store = await startStore({ home: await newHome(), throwAway: true });
    await ask(store.ownerUrl, 'create table audit as select 1 as n');
    const attempts = [
      'create role intruder superuser',
      'create role intruder',
      'create database intruder',
      'alter role holdfast_app superuser',
      'alter role holdfast_owner password null',
      'set role holdfast_owner',
      'select n from audit',
      'delete from audit',
      'alter table audit owner to holdfast_app',
      'alter table audit disable trigger all',
      'drop table audit',
      'create table public.mine (n int)',
      'alter database holdfast owner to holdfast_app',
      'alter system set fsync = off',
      `copy (select 1) to program 'id'`,
      `select pg_read_file('/etc/passwd')`,
      'set log_min_messages = debug5',
    ];
    for (const attempt of attempts) {
      const answer = await ask(store.appUrl, attempt).catch((error: unknown) => error);
      expect({ attempt, answer }).toMatchObject({ attempt, answer: REFUSED });
    }
    const [role] = await ask(
      store.ownerUrl,
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
       (select count(*)::int from pg_shdepend where refobjid = pg_roles.oid and deptype = 'o') as owns
     from pg_roles where rolname = 'holdfast_app'`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolbypassrls: false,
      owns: 0,
    });
  },
);
