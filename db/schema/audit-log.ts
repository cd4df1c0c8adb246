import { bigserial, index, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import { actor, createdAt } from './columns.ts';

/** Who did what to what, when. Append-only, and without foreign keys so that it outlives what it names (law 14). */
export const auditLog = snakeCase.table(
  'audit_log',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    at: createdAt(),
    actor: actor().notNull(),
    action: text().notNull(),
    subjectId: text().notNull(),
    details: jsonb().notNull().$type<Record<string, unknown>>().default({}),
  },
  (t) => [index().on(t.subjectId, t.seq)],
);
