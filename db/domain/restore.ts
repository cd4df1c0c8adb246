import { z } from 'zod';
import { idSchema } from './ids.ts';
import { slackPlaceSchema } from './outbox.ts';
import { absolutePathSchema, innerPathSchema } from './path.ts';

/** What happens to what already stands where the restore lands (law 11). */
export const CONFLICT_RULES = ['FAIL_IF_EXISTS', 'KEEP_BOTH', 'REPLACE'] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

const MOST_PATHS = 1000;

/** What of a recovery point, whereto, and what to do with what is there. */
export const restoreRequestSchema = z.strictObject({
  recoveryPointId: idSchema('recoveryPoint'),
  /** Absent: the whole point. */
  paths: z.array(innerPathSchema).min(1).max(MOST_PATHS).optional(),
  target: z
    .strictObject({
      /** Absent: where the item is. */
      path: absolutePathSchema.optional(),
      conflict: z.enum(CONFLICT_RULES).default('FAIL_IF_EXISTS'),
    })
    .prefault({}),
  /** Where it was asked for in Slack. */
  announce: slackPlaceSchema.optional(),
});
export type RestoreRequest = z.input<typeof restoreRequestSchema>;

/** A restore as it was decided: frozen and hashed, so that what was shown (and later approved) is what runs (law 8). */
export interface RestorePlan {
  readonly recoveryPointId: string;
  readonly itemId: string;
  /** Paths inside the item; null for all of it. */
  readonly paths: readonly string[] | null;
  /** Where the item's root lands. */
  readonly targetPath: string;
  readonly conflict: ConflictRule;
  /** Days that what a `REPLACE` moved aside is kept. */
  readonly keepReplacedDays: number;
}
