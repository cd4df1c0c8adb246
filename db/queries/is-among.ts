import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** The same as `inArray`, for any number of ids: they are one parameter, where PostgreSQL takes no more than 65,535. */
export function isAmong(column: PgColumn, ids: Iterable<string>): SQL {
  return sql`${column} in (select json_array_elements_text(${JSON.stringify([...ids])}::text::json))`;
}
