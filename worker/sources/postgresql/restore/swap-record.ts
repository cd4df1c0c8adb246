import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const warningSchema = z.object({ code: z.string(), message: z.string(), subject: z.string().optional() });

/** What a restore will have brought once it is swapped in, kept so that it can be told after a crash. */
export const restoredSchema = z.object({
  restoredTo: z.string(),
  tables: z.number(),
  bytes: z.number(),
  replacedKeptAt: z.string().optional(),
  warnings: z.object({ first: z.array(warningSchema).readonly(), count: z.number() }),
});

/** Reads a journal of an attempt; undefined where the attempt never got so far. */
export async function readJournal<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
