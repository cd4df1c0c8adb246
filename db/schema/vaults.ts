import { sql } from 'drizzle-orm';
import { check, index, integer, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from './columns.ts';
import { sites } from './sites.ts';

export const vaults = snakeCase.table(
  'vaults',
  {
    id: id(),
    name: text().notNull().unique(),
    region: text().notNull(),
    /** For how many days at least a deleted recovery point can be brought back. */
    softDeleteDays: integer().notNull().default(14),
    /** How many jobs at once move data to or from it; null: as many as the sites let run. */
    maxJobs: integer(),
    /** Within how many days all that it holds is read and checked; null: never. */
    verifyDays: integer().default(30),
    nextVerifyAt: instant()
      .notNull()
      .default(sql`now() + interval '12 hours'`),
    nextPruneAt: instant()
      .notNull()
      .default(sql`now() + interval '36 hours'`),
    /** When retention is applied to its items next; whoever updates or rebuilds a store has a day to look at the policies. */
    nextRetentionAt: instant()
      .notNull()
      .default(sql`now() + interval '1 day'`),
    createdAt: createdAt(),
  },
  (t) => [
    index().on(t.nextRetentionAt),
    index().on(t.nextVerifyAt),
    index().on(t.nextPruneAt),
    check('vaults_verify_days', sql`verify_days between 1 and 256`),
    check('vaults_limits', sql`max_jobs > 0`),
    check('vaults_soft_delete_days', sql`soft_delete_days between 1 and 180`),
  ],
);

/** A restic repository of a vault. Items stay in the repository they began in. */
export const repositories = snakeCase.table(
  'repositories',
  {
    id: id(),
    vaultId: text()
      .notNull()
      .references(() => vaults.id),
    /** The site whose disk holds it. */
    siteId: text()
      .notNull()
      .references(() => sites.id),
    url: text().notNull(),
    /** Sealed with the master key (db/sealing). */
    sealedPassword: text().notNull(),
    /** The engine's own id, known once the repository was made. From then on a missing repository is an error, never made anew. */
    engineId: text(),
    /** Of the share of its data that is read next: its number, beginning with 1. */
    nextShare: integer().notNull().default(1),
    /** Into how many shares it is read; it begins anew when the vault's days change. */
    shares: integer(),
    /** Every share that was not read since is due, whatever its turn: someone wants all of it read, or damage was met. */
    readAllSince: instant(),
    createdAt: createdAt(),
    initialisedAt: instant(),
  },
  (t) => [index().on(t.vaultId), unique().on(t.siteId, t.url)],
);
