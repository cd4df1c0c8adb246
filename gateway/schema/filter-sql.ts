import { relationsFilterToSQL, SQL, type Table } from 'drizzle-orm';

/** The condition of a connection without its cursor, for counting the rows that its pages are of. */
export function filterSql(table: Table, where: Parameters<typeof relationsFilterToSQL>[1]): SQL | undefined {
  const { sql: chunks } = relationsFilterToSQL(table, where);
  return chunks && new SQL(chunks);
}
