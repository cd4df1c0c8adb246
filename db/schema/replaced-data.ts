import { index, snakeCase, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { jobs } from './jobs.ts';
import { sites } from './sites.ts';

/** What restores moved aside, until it is removed after its days (law 11). */
export const replacedData = snakeCase.table(
  'replaced_data',
  {
    jobId: text()
      .primaryKey()
      .references(() => jobs.id),
    siteId: text()
      .notNull()
      .references(() => sites.id),
    /** The machine whose disk it is on; null for what every worker of the site reaches, as a database on a server. */
    hostName: text(),
    keptAt: text().notNull(),
    keptUntil: instant().notNull(),
    removedAt: instant(),
    /** Why it could not be removed, when it was tried. */
    removalError: text(),
  },
  (t) => [index().on(t.siteId, t.keptUntil)],
);
