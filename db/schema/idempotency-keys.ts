import { index, jsonb, primaryKey, snakeCase, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** The answers to requests that may come again (law 7). Kept 30 days. */
export const idempotencyKeys = snakeCase.table(
  'idempotency_keys',
  {
    principalId: text().notNull(),
    key: text().notNull(),
    inputHash: text().notNull(),
    answer: jsonb().notNull().$type<Record<string, unknown>>(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.principalId, t.key] }), index().on(t.expiresAt)],
);
