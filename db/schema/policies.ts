import { sql } from 'drizzle-orm';
import { check, integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import type { KeptDrillRule } from '../domain/drill.ts';
import type { Retention } from '../domain/retention.ts';
import type { Schedule } from '../domain/schedule.ts';
import { createdAt, id } from './columns.ts';

export const policies = snakeCase.table(
  'policies',
  {
    id: id(),
    name: text().notNull().unique(),
    retention: jsonb().$type<Retention>().notNull(),
    keepReplacedDays: integer().notNull(),
    /** Null: backed up on demand alone. */
    schedule: jsonb().$type<Schedule>(),
    /** Objectives of items that have none of their own, in seconds. */
    rpoSeconds: integer(),
    rtoSeconds: integer(),
    /** How its items are proven restorable; null: on demand alone. */
    drill: jsonb().$type<KeptDrillRule>(),
    /** Rises with every edit. */
    version: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  () => [check('policies_objectives', sql`rpo_seconds > 0 and rto_seconds > 0`)],
);
