import { index, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { ErrorInfo } from '../domain/fault.ts';
import type { SourceConfig } from '../sources/index.ts';
import { assignmentRules } from './assignment-rules.ts';
import { createdAt, id, instant } from './columns.ts';
import { sourceKind } from './enums.ts';
import { protectedItems } from './protected-items.ts';
import { sites } from './sites.ts';

/** A thing that can be backed up and is known by name, whether or not it is protected yet. */
export const dataSources = snakeCase.table(
  'data_sources',
  {
    id: id(),
    name: text().notNull().unique(),
    kind: sourceKind().notNull(),
    config: jsonb().notNull().$type<SourceConfig>(),
    /** What opens it, sealed for this row alone; null where nothing is asked for, or once its item has it. */
    sealedSecret: text(),
    siteId: text()
      .notNull()
      .references(() => sites.id),
    tags: jsonb().notNull().$type<Record<string, string>>().default({}),
    /** What it became when it was protected; null until then. */
    itemId: text()
      .unique()
      .references(() => protectedItems.id),
    /** The rule that protected it, or that failed to. */
    ruleId: text().references(() => assignmentRules.id),
    /** Why a rule could not protect it; null where none failed. */
    trouble: jsonb().$type<ErrorInfo>(),
    /** When rules are looked at for it next; null: not before something changes. */
    nextTryAt: instant().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [
    index('data_sources_to_try')
      .on(t.nextTryAt)
      .where(sql`item_id is null`),
    index().on(t.siteId),
    index().on(t.ruleId),
  ],
);
