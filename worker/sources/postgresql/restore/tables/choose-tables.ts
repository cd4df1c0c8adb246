import { formatTableName, type TableName } from '@holdfast/db/domain/sql-name';
import type { DatabaseSettings, TableSettings } from '../../settings-part.ts';
import { partitionAlone, tablesNotInPoint } from '../errors.ts';

/**
 * The chosen tables as the point has them, each partitioned one with all its partitions.
 * @throws HoldfastError TABLE_NOT_IN_POINT; PARTITION_ALONE for a partition without the table it is part of
 */
export function chooseTables(database: DatabaseSettings, chosen: readonly TableName[]): TableSettings[] {
  const byName = new Map(database.tables.map((table) => [formatTableName(table), table]));
  const names = chosen.map((table) => formatTableName(table));
  const missing = names.filter((name) => !byName.has(name));
  if (missing.length > 0) throw tablesNotInPoint(missing);
  const taken = new Set(names);
  // Partitions of partitions come in later rounds.
  for (let before = -1; before !== taken.size;) {
    before = taken.size;
    for (const table of database.tables) {
      if (table.parent && taken.has(formatTableName(table.parent))) taken.add(formatTableName(table));
    }
  }
  const tables = database.tables.filter((table) => taken.has(formatTableName(table)));
  const alone = tables.find(({ parent }) => parent && !taken.has(formatTableName(parent)));
  if (alone?.parent) throw partitionAlone(formatTableName(alone), formatTableName(alone.parent));
  return tables;
}
