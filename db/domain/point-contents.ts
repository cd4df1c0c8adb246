import { z } from 'zod';

/** How many tables a point's row names; the point itself holds them all. */
export const TABLES_NAMED = 2000;

const tableSchema = z.object({ schema: z.string(), name: z.string(), sizeBytes: z.number() });

const databaseSchema = z.object({
  name: z.string(),
  /** Bytes of all its tables as they lay in the database, without indexes. */
  sizeBytes: z.number(),
  /** All there are; `tables` may name fewer. */
  tableCount: z.int(),
  tables: z.array(tableSchema).readonly(),
});

/** What can be picked out of a recovery point of databases, so that it can be shown without asking the vault. */
export const pointContentsSchema = z.object({ databases: z.array(databaseSchema).readonly() });
export type PointContents = z.output<typeof pointContentsSchema>;
export type DatabaseContents = z.output<typeof databaseSchema>;
