import { boolean, index, integer, jsonb, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { sourceKind } from './enums.ts';
import { policies } from './policies.ts';
import { vaults } from './vaults.ts';

/** By which policy, and in which vault, data sources are protected by themselves: those of a kind, with these tags. */
export const assignmentRules = snakeCase.table(
  'assignment_rules',
  {
    id: id(),
    name: text().notNull().unique(),
    /** Of the rules that match a data source the one with the lowest place counts. */
    place: integer().notNull(),
    /** Null: any kind. */
    kind: sourceKind(),
    /** All of them; none: whatever the tags. */
    tags: jsonb().notNull().$type<Record<string, string>>().default({}),
    policyId: text()
      .notNull()
      .references(() => policies.id),
    vaultId: text()
      .notNull()
      .references(() => vaults.id),
    isEnabled: boolean().notNull().default(true),
    /** Rises with every edit. */
    version: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('assignment_rules_place').on(t.place), index().on(t.policyId), index().on(t.vaultId)],
);
