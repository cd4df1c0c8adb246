import { z } from 'zod';
import { restoredSchema } from '../swap-record.ts';

const tableNameSchema = z.object({ schema: z.string(), name: z.string() });

const stagedSchema = z.object({
  /** Of the landed table in the living database: it stays the same when the table is moved. */
  oid: z.number(),
  staging: z.string(),
  name: z.string(),
  /** Where it is to stand. */
  schema: z.string(),
});

const foreignKeySchema = z.object({
  table: tableNameSchema,
  name: z.string(),
  definition: z.string(),
  /** PostgreSQL checks those of partitioned tables at once. */
  partitioned: z.boolean(),
});
export type ForeignKey = z.output<typeof foreignKeySchema>;

/** A swap of tables as it is decided, written down before anything at the target changes. */
export const tableSwapSchema = z.object({
  jobId: z.string(),
  tables: z.array(stagedSchema).readonly(),
  /** The schemas that tables landed in. */
  staging: z.array(z.string()).readonly(),
  /** Of the tables that come. */
  foreignKeys: z.array(foreignKeySchema).readonly(),
  /** Of other tables to what is replaced, to be laid to what comes. Known once those are locked. */
  incoming: z.array(foreignKeySchema).readonly(),
  /** In the point, of tables that were not chosen to those that were. */
  others: z.array(foreignKeySchema).readonly(),
  /** By a foreign key, as `keyPlace` writes it: why it could not be laid, or which rows are against it. */
  said: z.record(z.string(), z.string()),
  /** By schema: what the one is called that replaced tables are moved to; null where none may be in the way. */
  keptAs: z.record(z.string(), z.string()).nullable(),
  /** Schemas that hold what was restored and nothing else; none where everything stands where it was. */
  restoredIn: z.array(z.string()).readonly(),
  restored: restoredSchema.omit({ restoredTo: true, replacedKeptAt: true }),
});
export type TableSwap = z.output<typeof tableSwapSchema>;
