import { sql } from 'drizzle-orm';
import { boolean, check, snakeCase, text } from 'drizzle-orm/pg-core';

/** One row: a word sealed with the master key of this store, so that another key is found out before it seals anything. */
export const storeSeal = snakeCase.table(
  'store_seal',
  {
    single: boolean().primaryKey().default(true),
    sealed: text().notNull(),
  },
  () => [check('store_seal_only_one', sql`single`)],
);
