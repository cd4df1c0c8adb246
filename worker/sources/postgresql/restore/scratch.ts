import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { identifier, literal } from '../sql-text.ts';
import { SCRATCH_PREFIX } from '@holdfast/db/sources/postgresql';
import type { DatabaseSettings } from '../settings-part.ts';
import { isRefusal } from './roles/refusal.ts';

/** A new database, and what of the old one it could not be given. */
export interface Scratch {
  readonly oid: number;
  readonly warnings: readonly JobWarning[];
}

/** Makes an empty database like the one that was backed up: same owner, encoding, locale and tablespace, where that exists. */
export async function createScratch(sql: Sql, name: string, like: DatabaseSettings): Promise<Scratch> {
  const [found] = await sql`select from pg_catalog.pg_tablespace where spcname = ${like.tablespace}`;
  const place = found ? ` tablespace ${identifier(like.tablespace)}` : '';
  await sql.unsafe(`create database ${identifier(name)} template template0 ${traits(like).join(' ')}${place}`);
  return { oid: await oidOf(sql, name), warnings: found ? [] : [elsewhere(like)] };
}

/** The first knows letters, so that what a check asks of texts still holds; the second is on every machine and goes with every encoding. */
const EVERYWHERE = ['C.UTF-8', 'C'];

/** The same on a server whose machine may lack the locale of the database that was backed up: then with one that it has, which is told. */
export async function createScratchAnywhere(sql: Sql, name: string, like: DatabaseSettings): Promise<Scratch> {
  try {
    return await createScratch(sql, name, like);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const locale of EVERYWHERE) {
      const made = await createScratch(sql, name, inLocale(like, locale)).catch(unlessRefused);
      if (made) return { ...made, warnings: [...made.warnings, otherLocale(like, locale)] };
    }
    throw error;
  }
}

function unlessRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

function inLocale(like: DatabaseSettings, locale: string): DatabaseSettings {
  return { ...like, collate: 'C', ctype: locale, localeProvider: 'c', locale: null, icuRules: null };
}

function otherLocale({ name, locale, collate, ctype }: DatabaseSettings, used: string): JobWarning {
  const wanted = [...new Set([collate, ctype, ...(locale === null ? [] : [locale])])].join(', ');
  const message = `Its locale (${wanted}) is not on this machine: it was restored with ${used}, and texts sort otherwise there.`;
  return { code: 'LOCALE_NOT_RESTORED', message, subject: name };
}

function elsewhere({ name, tablespace }: DatabaseSettings): JobWarning {
  const message = `Its tablespace ${tablespace} is not on the server: it was restored into the default one.`;
  return { code: 'TABLESPACE_NOT_RESTORED', message, subject: name };
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
