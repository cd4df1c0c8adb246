import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { objective } from './enums.ts';
import { protectedItems } from './protected-items.ts';

/** A time in which an item did not meet an objective: from the instant at which it was due until something good ended it. */
export const objectiveBreaches = snakeCase.table(
  'objective_breaches',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    itemId: text()
      .notNull()
      .references(() => protectedItems.id),
    objective: objective().notNull(),
    /** As it was then. */
    objectiveSeconds: integer().notNull(),
    breachedAt: instant().notNull(),
    endedAt: instant(),
    /** In words, what ended it. */
    endedBy: text(),
  },
  (t) => [
    index().on(t.itemId, t.breachedAt),
    uniqueIndex('objective_breaches_one_open')
      .on(t.itemId, t.objective)
      .where(sql`ended_at is null`),
    check('objective_breaches_end', sql`(ended_at is null) = (ended_by is null)`),
  ],
);
