import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import type { DrillQuery } from '../domain/drill.ts';
import { type SourceConfig } from '../sources/index.ts';
import { createdAt, id, instant } from './columns.ts';
import { afterStop, protectionState, sourceKind } from './enums.ts';
import { policies } from './policies.ts';
import { sites } from './sites.ts';
import { repositories, vaults } from './vaults.ts';

/** A data source under a policy in a vault. */
export const protectedItems = snakeCase.table(
  'protected_items',
  {
    id: id(),
    name: text().notNull().unique(),
    kind: sourceKind().notNull(),
    config: jsonb().notNull().$type<SourceConfig>(),
    /** What opens the source, sealed for this row alone; null where nothing is asked for. */
    sealedSecret: text(),
    siteId: text()
      .notNull()
      .references(() => sites.id),
    vaultId: text()
      .notNull()
      .references(() => vaults.id),
    repositoryId: text()
      .notNull()
      .references(() => repositories.id),
    policyId: text()
      .notNull()
      .references(() => policies.id),
    state: protectionState().notNull().default('PROTECTED'),
    /** Counts while protection is stopped. */
    afterStop: afterStop().notNull().default('RETAIN_FOREVER'),
    tags: jsonb().notNull().$type<Record<string, string>>().default({}),
    rpoSeconds: integer(),
    rtoSeconds: integer(),
    /** What restored databases are asked in a drill, besides what every drill looks at. */
    drillQueries: jsonb().notNull().$type<DrillQuery[]>().default([]),
    /** When it is restored for real next; null where no drill is planned. */
    nextDrillAt: instant(),
    /** When a drill last proved that it restores: the drill's end. */
    lastProvenAt: instant(),
    /** Since when it is protected without a break: it was made or resumed then. By the clock of schedules. */
    protectedAt: instant()
      .notNull()
      .default(sql`schedule_now()`),
    createdAt: createdAt(),
  },
  (t) => [
    index().on(t.vaultId),
    index().on(t.policyId),
    index().on(t.nextDrillAt),
    check('protected_items_objectives', sql`rpo_seconds > 0 and rto_seconds > 0`),
  ],
);
