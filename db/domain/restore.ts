import { z } from 'zod';
import { idSchema } from './ids.ts';
import { slackPlaceSchema } from './outbox.ts';
import { absolutePathSchema, innerPathSchema } from './path.ts';
import { sqlNameSchema, type TableName } from './sql-name.ts';

/** What happens to what already stands where the restore lands (law 11). */
export const CONFLICT_RULES = ['FAIL_IF_EXISTS', 'KEEP_BOTH', 'REPLACE'] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

const MOST_PATHS = 1000;
const MOST_TABLES = 1000;
const LONGEST_TABLE = 300;

/** What of a recovery point, whereto, and what to do with what is there. Which of it a kind of source can do, the kind says. */
export const restoreRequestSchema = z.strictObject({
  recoveryPointId: idSchema('recoveryPoint'),
  /** Of files. Absent: the whole point. */
  paths: z.array(innerPathSchema).min(1).max(MOST_PATHS).optional(),
  /** One database of the point. Absent: every one, or the only one. */
  database: sqlNameSchema.optional(),
  /** Of that database, as SQL writes them. Absent: all of it. */
  tables: z.array(z.string().min(1).max(LONGEST_TABLE)).min(1).max(MOST_TABLES).optional(),
  target: z
    .strictObject({
      /** Files: where the item's root lands. Databases: the folder the dumps are written to as files. Absent: where the item is. */
      path: absolutePathSchema.optional(),
      /** What the restored database is called, or into which one the tables go. Absent: as it was. */
      database: sqlNameSchema.optional(),
      conflict: z.enum(CONFLICT_RULES).default('FAIL_IF_EXISTS'),
    })
    .prefault({}),
  /** Where it was asked for in Slack. */
  announce: slackPlaceSchema.optional(),
});
export type RestoreRequest = z.input<typeof restoreRequestSchema>;
export type ParsedRestoreRequest = z.output<typeof restoreRequestSchema>;

/** What of a recovery point is restored. */
export type RestoreSelection =
  | { readonly kind: 'ALL' }
  | { readonly kind: 'PATHS'; readonly paths: readonly string[] }
  | { readonly kind: 'DATABASE'; readonly database: string }
  | { readonly kind: 'TABLES'; readonly database: string; readonly tables: readonly TableName[] };

/** Where it lands. */
export type RestoreTarget =
  | { readonly kind: 'PATH'; readonly path: string }
  /** On the item's server; null: each database under the name it had. */
  | { readonly kind: 'DATABASE'; readonly database: string | null };

/** What a kind of source makes of a request. */
export interface RestoreCourse {
  readonly selection: RestoreSelection;
  readonly target: RestoreTarget;
  /**
   * The target as one text: a path, or a URL of a server or a database on it. Places lie in one another as paths do. No two
   * open restores of a site lie in one another.
   */
  readonly place: string;
  /** Whether that is where the item itself is. */
  readonly inPlace: boolean;
}

/** A restore as it was decided: frozen and hashed, so that what was shown (and later approved) is what runs (law 8). */
export interface RestorePlan extends RestoreCourse {
  readonly recoveryPointId: string;
  readonly itemId: string;
  readonly conflict: ConflictRule;
  /** Days that what a `REPLACE` moved aside is kept. */
  readonly keepReplacedDays: number;
}
