import { sql } from 'drizzle-orm';
import { index, integer, jsonb, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ErrorInfo } from '../domain/fault.ts';
import { actor, createdAt, id, instant } from './columns.ts';
import { alertCondition, alertKind, alertSeverity, alertState } from './enums.ts';
import { jobs } from './jobs.ts';
import { protectedItems } from './protected-items.ts';
import { vaults } from './vaults.ts';

/** Trouble that someone should know of: one row while it lasts, however often it happens. */
export const alerts = snakeCase.table(
  'alerts',
  {
    id: id(),
    kind: alertKind().notNull(),
    fingerprint: text().notNull(),
    severity: alertSeverity().notNull(),
    condition: alertCondition().notNull().default('FIRED'),
    state: alertState().notNull().default('NEW'),
    count: integer().notNull().default(1),
    version: integer().notNull().default(1),
    itemId: text().references(() => protectedItems.id),
    vaultId: text().references(() => vaults.id),
    jobId: text().references(() => jobs.id),
    error: jsonb().notNull().$type<ErrorInfo>(),
    changedBy: actor(),
    firedAt: createdAt(),
    lastFiredAt: createdAt(),
    resolvedAt: instant(),
  },
  (t) => [
    uniqueIndex('alerts_one_fired_per_fingerprint')
      .on(t.fingerprint)
      .where(sql`condition = 'FIRED'`),
    // What is fired of one item: in a bad night thousands of others are fired too.
    index('alerts_fired')
      .on(t.itemId)
      .where(sql`condition = 'FIRED'`),
    index().on(t.itemId),
    index().on(t.vaultId),
    index().on(t.jobId),
  ],
);
