import { inArray } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { principals } from '../schema/index.ts';

/** The names of these principals by id; an unknown id has none. */
export async function principalNames(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: principals.id, name: principals.name })
    .from(principals)
    .where(inArray(principals.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row.name]));
}
