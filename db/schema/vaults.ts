import { index, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from './columns.ts';
import { sites } from './sites.ts';

export const vaults = snakeCase.table('vaults', {
  id: id(),
  name: text().notNull().unique(),
  region: text().notNull(),
  createdAt: createdAt(),
});

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
    createdAt: createdAt(),
    initialisedAt: instant(),
  },
  (t) => [index().on(t.vaultId), unique().on(t.siteId, t.url)],
);
