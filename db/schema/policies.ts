import { integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import type { Retention } from '../domain/retention.ts';
import type { Schedule } from '../domain/schedule.ts';
import { createdAt, id } from './columns.ts';

export const policies = snakeCase.table('policies', {
  id: id(),
  name: text().notNull().unique(),
  retention: jsonb().$type<Retention>().notNull(),
  keepReplacedDays: integer().notNull(),
  /** Null: backed up on demand alone. */
  schedule: jsonb().$type<Schedule>(),
  /** Rises with every edit. */
  version: integer().notNull().default(1),
  createdAt: createdAt(),
});
