import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  primaryKey,
  snakeCase,
  text,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';
import { leasePurpose } from './enums.ts';
import { jobs } from './jobs.ts';
import { repositories } from './vaults.ts';

const bytes = () => bigint({ mode: 'number' });

/**
 * What a repository is held for, by which attempt. It counts only while that attempt is open and its worker is heard of: one that was
 * left by an attempt that ended is taken over.
 */
export const repositoryLeases = snakeCase.table(
  'repository_leases',
  {
    repositoryId: text()
      .primaryKey()
      .references(() => repositories.id),
    purpose: leasePurpose().notNull(),
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    attempt: integer().notNull(),
    takenAt: createdAt(),
    /** Backups and restores of the repository do not begin. */
    blocks: boolean().notNull().default(false),
    blocksSince: instant(),
  },
  () => [check('repository_leases_blocks', sql`blocks = (blocks_since is not null)`)],
);

/** What a look at a share of a repository's data found: share `share` of `shares`. */
export const repositoryChecks = snakeCase.table(
  'repository_checks',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    repositoryId: text()
      .notNull()
      .references(() => repositories.id),
    jobId: text()
      .notNull()
      .references(() => jobs.id),
    /** Null: the structure alone. */
    share: integer(),
    shares: integer(),
    startedAt: instant().notNull(),
    endedAt: instant().notNull(),
    /** Stored bytes that were read, where that is known. */
    bytesRead: bytes(),
    errorCount: integer().notNull(),
    /** What the engine said of the damage: the first lines. */
    findings: jsonb().notNull().$type<string[]>().default([]),
  },
  (t) => [index().on(t.repositoryId, t.endedAt)],
);

/** How large a repository was at a time. */
export const repositorySizes = snakeCase.table(
  'repository_sizes',
  {
    repositoryId: text()
      .notNull()
      .references(() => repositories.id),
    measuredAt: createdAt(),
    /** What its files take on the storage, with what no point needs any more. */
    storedBytes: bytes().notNull(),
    /** What its points need of that, after deduplication and compression; null where it was not counted. */
    neededBytes: bytes(),
    /** What its points are of, before deduplication: the sum of what each would restore. */
    sourceBytes: bytes(),
    /** Of the disk that it lies on; null where the storage does not say. */
    freeBytes: bytes(),
    capacityBytes: bytes(),
  },
  (t) => [primaryKey({ columns: [t.repositoryId, t.measuredAt] })],
);
