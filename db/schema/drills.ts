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
    /** From the beginning until the first bytes came from the vault, until all of it stood at the scratch target, and of the probes. */
    fetchMs: milliseconds(),
    restoreMs: milliseconds(),
    probeMs: milliseconds(),
    evidence: jsonb().$type<DrillEvidence>(),
    /** Why it failed or could not be judged. */
    error: jsonb().$type<ErrorInfo>(),
  },
  (t) => [index().on(t.itemId, t.endedAt)],
);
