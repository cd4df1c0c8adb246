import { bigint, index, jsonb, snakeCase, text } from 'drizzle-orm/pg-core';
import type { DrillEvidence } from '../domain/drill.ts';
import type { ErrorInfo } from '../domain/fault.ts';
import { id, instant } from './columns.ts';
import { drillChoice, drillOutcome } from './enums.ts';
import { jobs } from './jobs.ts';
import { protectedItems } from './protected-items.ts';
import { recoveryPoints } from './recovery-points.ts';

const milliseconds = () => bigint({ mode: 'number' });

/** What a drill found: kept for good, written once at the end of its job. The application may insert and read, nothing else. */
export const drills = snakeCase.table(
  'drills',
  {
    id: id(),
    jobId: text()
      .notNull()
      .unique()
      .references(() => jobs.id),
    itemId: text()
      .notNull()
      .references(() => protectedItems.id),
    /** Null where there was no point to restore. */
    pointId: text().references(() => recoveryPoints.id),
    choice: drillChoice().notNull(),
    outcome: drillOutcome().notNull(),
    startedAt: instant().notNull(),
    endedAt: instant().notNull(),
    /** Until the vault had given the first entry of the point: opening it and reading its index. */
    fetchMs: milliseconds(),
    /** Of the restore itself, by the same code as every restore: until all of it stood at the scratch target, which was ready before. */
    restoreMs: milliseconds(),
    /** Of the probes; the achieved RTO is without them. */
    probeMs: milliseconds(),
    evidence: jsonb().$type<DrillEvidence>(),
    /** Why it failed or could not be judged. */
    error: jsonb().$type<ErrorInfo>(),
  },
  (t) => [index().on(t.itemId, t.endedAt)],
);
