import type { Sql } from 'postgres';
import { identifier, literal } from '../sql-text.ts';
import { SCRATCH_PREFIX } from './names.ts';
import type { DatabaseSettings } from '../settings-part.ts';

/** Makes an empty database like the one that was backed up: same owner, encoding and locale. @returns its oid */
export async function createScratch(sql: Sql, name: string, like: DatabaseSettings): Promise<number> {
  await sql.unsafe(`create database ${identifier(name)} template template0 ${traits(like).join(' ')}`);
  return oidOf(sql, name);
}

function traits({ owner, encoding, collate, ctype, localeProvider, locale, icuRules }: DatabaseSettings): string[] {
  const base = [
    `owner ${identifier(owner)}`,
    `encoding ${literal(encoding)}`,
    `lc_collate ${literal(collate)}`,
    `lc_ctype ${literal(ctype)}`,
  ];
  if (locale === null || localeProvider === 'c') return base;
  const [provider, option] = localeProvider === 'i' ? ['icu', 'icu_locale'] : ['builtin', 'builtin_locale'];
  const rules = icuRules === null ? [] : [`icu_rules ${literal(icuRules)}`];
  return [...base, `locale_provider ${provider}`, `${option} ${literal(locale)}`, ...rules];
}

async function oidOf(sql: Sql, name: string): Promise<number> {
  const [row] = await sql<{ oid: string }[]>`select oid::text from pg_catalog.pg_database where datname = ${name}`;
  if (!row) throw new Error(`the database ${name} is not there`);
  return Number(row.oid);
}

/** Drops what a restore made and did not swap in, with whatever is connected to it. May be called again. */
export async function dropScratch(sql: Sql, names: readonly string[]): Promise<void> {
  for (const name of names) {
    // The name decides what is dropped: nothing but ours may ever get here.
    if (!name.startsWith(SCRATCH_PREFIX)) throw new Error(`${name} is no database of a restore`);
    await sql.unsafe(`drop database if exists ${identifier(name)} with (force)`);
  }
}
