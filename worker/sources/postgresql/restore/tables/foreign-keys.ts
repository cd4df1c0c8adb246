import type { Sql } from 'postgres';
import { identifier, qualified } from '../../sql-text.ts';
import type { ForeignKey } from './table-swap.ts';

/** A foreign key as warnings call it. */
export function keyPlace({ table, name }: Pick<ForeignKey, 'table' | 'name'>): string {
  return `${qualified(table)}.${identifier(name)}`;
}

/** Whether the rows were known to obey it. Some keys are laid for new rows alone, on purpose. */
export function wasValid({ definition }: ForeignKey): boolean {
  return !/\bNOT (?:VALID|ENFORCED)$/.test(definition);
}

/** Lays a key without looking at the rows yet, so that no table is locked for long. */
export async function layKey(sql: Sql, key: ForeignKey): Promise<void> {
  const { table, name, definition, partitioned } = key;
  const later = partitioned || !wasValid(key) ? '' : ' not valid';
  await sql.unsafe(`alter table ${qualified(table)} add constraint ${identifier(name)} ${definition}${later}`);
}

/** Has the server look at the rows of a key that was laid without that. */
export function validation({ table, name }: ForeignKey): string {
  return `alter table ${qualified(table)} validate constraint ${identifier(name)}`;
}

/** Foreign keys between these tables and others: of others to them (`incoming`), and of them to others. */
export async function foreignKeysAcross(
  sql: Sql,
  oids: readonly number[],
): Promise<(ForeignKey & { readonly incoming: boolean })[]> {
  if (oids.length === 0) return [];
  const rows = await sql<
    { schema: string; table: string; name: string; definition: string; partitioned: boolean; incoming: boolean }[]
  >`
    select n.nspname as schema, t.relname as "table", k.conname as name,
      pg_catalog.pg_get_constraintdef(k.oid) as definition, t.relkind = 'p' as partitioned,
      k.confrelid in ${sql([...oids])} as incoming
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class t on t.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    where k.contype = 'f' and k.conparentid = 0
      and (k.confrelid in ${sql([...oids])}) <> (k.conrelid in ${sql([...oids])})`;
  return rows.map(({ schema, table, ...key }) => ({ ...key, table: { schema, name: table } }));
}
