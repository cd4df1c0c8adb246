import { z } from 'zod';
import { nameSchema } from './name.ts';
import { scheduleSchema } from './schedule.ts';

/** As long as Azure Backup lets a recovery point be kept. */
export const LONGEST_RETENTION_DAYS = 99 * 365;

/** What is decided for all items under a policy. Days are whole days of 24 hours. */
export const policyInputSchema = z.strictObject({
  name: nameSchema(80),
  /** How long a recovery point is meant to be kept. */
  retentionDays: z.int().min(1).max(LONGEST_RETENTION_DAYS).default(30),
  /** How long a restore keeps what it replaced (law 11). */
  keepReplacedDays: z.int().min(1).max(365).default(7),
  /** When the items are backed up by themselves; without one only on demand. */
  schedule: scheduleSchema.optional(),
});
