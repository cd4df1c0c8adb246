import { index, integer, snakeCase, text } from 'drizzle-orm/pg-core';
import { createdAt, id, instant } from './columns.ts';

/** Where workers run and which sources they can reach. */
export const sites = snakeCase.table('sites', {
  id: id(),
  name: text().notNull().unique(),
  createdAt: createdAt(),
});

/** One process that runs jobs. A process that starts again is another worker. */
export const workers = snakeCase.table(
  'workers',
  {
    id: id(),
    siteId: text()
      .notNull()
      .references(() => sites.id),
    /** The machine and its boot: only a worker on the same boot can prove that another one is gone. */
    hostId: text().notNull(),
    pid: integer().notNull(),
    /** Clock ticks after boot at which the process started: tells a reused process number from the old process. */
    pidStart: text().notNull(),
    startedAt: createdAt(),
    heartbeatAt: createdAt(),
    /** Ended by itself. */
    stoppedAt: instant(),
    /** Noticed dead. */
    lostAt: instant(),
  },
  (t) => [index().on(t.siteId, t.heartbeatAt)],
);
