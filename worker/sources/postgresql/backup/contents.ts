import { TABLES_NAMED, type PointContents } from '@holdfast/db/domain/point-contents';
import type { DatabaseSettings, TableSettings } from '../settings-part.ts';

/** What can be picked out of the databases: the largest tables by name, as many as a point's row takes, and all counted. */
export function contentsOf(databases: readonly DatabaseSettings[]): PointContents {
  const named = new Set(
    databases
      .flatMap(({ tables }) => tables)
      .toSorted(largestFirst)
      .slice(0, TABLES_NAMED),
  );
  return {
    databases: databases.map((database) => ({
      name: database.name,
      sizeBytes: bytesOf(database),
      tableCount: database.tables.length,
      tables: database.tables
        .filter((table) => named.has(table))
        .toSorted(largestFirst)
        .map(({ schema, name, sizeBytes }) => ({ schema, name, sizeBytes })),
    })),
  };
}

/** Bytes of all tables of a database; a partitioned one has none but its partitions'. */
export function bytesOf({ tables }: DatabaseSettings): number {
  return tables.filter(({ kind }) => kind === 'TABLE').reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function largestFirst(a: TableSettings, b: TableSettings): number {
  return b.sizeBytes - a.sizeBytes;
}
