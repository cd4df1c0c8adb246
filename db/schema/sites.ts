import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import type { Pauses } from '../domain/site.ts';
import { createdAt, id, instant } from './columns.ts';

/** Where workers run and which sources they can reach. */
export const sites = snakeCase.table(
  'sites',
  {
    id: id(),
    name: text().notNull().unique(),
    /** How many jobs that move data run at once; null: as many as the workers take. */
    maxJobs: integer(),
    /** The same of one host whose data they move. */
    maxJobsPerHost: integer(),
    /** When nothing begins; null: never. */
    pauses: jsonb().$type<Pauses>(),
    /** What its backups and restores together send to their vaults and read from them, in KiB a second; null: no limit. */
    uploadKibPerSecond: integer(),
    downloadKibPerSecond: integer(),
    /** How many drills run at once. */
    maxDrills: integer().notNull().default(1),
    /** The most that one drill may take of the worker's disk, in bytes; null: what is free. */
    drillMaxBytes: bigint({ mode: 'number' }),
    createdAt: createdAt(),
  },
  () => [
    check('sites_limits', sql`max_jobs > 0 and max_jobs_per_host > 0 and max_drills > 0 and drill_max_bytes > 0`),
    check('sites_bandwidth', sql`upload_kib_per_second > 0 and download_kib_per_second > 0`),
  ],
);

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
