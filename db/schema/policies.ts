import { integer, snakeCase, text } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';

export const policies = snakeCase.table('policies', {
  id: id(),
  name: text().notNull().unique(),
  retentionDays: integer().notNull(),
  keepReplacedDays: integer().notNull(),
  createdAt: createdAt(),
});
