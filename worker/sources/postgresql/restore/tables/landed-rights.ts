import type { Sql } from 'postgres';
import { identifier, qualified } from '../../sql-text.ts';

/** One right on a table or sequence. */
interface Right {
  readonly schema: string;
  readonly name: string;
  readonly isSequence: boolean;
  /** Null for PUBLIC. */
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** Every right on the tables and sequences of these schemas, their owners' among them. */
export async function readRights(sql: Sql, schemas: readonly string[]): Promise<Right[]> {
  return sql<Right[]>`
    select n.nspname as schema, c.relname as name, c.relkind = 'S' as "isSequence",
      case when a.grantee <> 0 then pg_catalog.pg_get_userbyid(a.grantee) end as grantee,
      a.privilege_type as privilege, bool_or(a.is_grantable) as grantable
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace,
      pg_catalog.aclexplode(coalesce(c.relacl,
        pg_catalog.acldefault(case when c.relkind = 'S' then 's'::"char" else 'r' end, c.relowner))) a
    where n.nspname in ${sql(['', ...schemas])} and c.relkind in ('r', 'p', 'S')
    group by 1, 2, 3, 4, 5`;
}

/**
 * Gives the tables and sequences of these schemas the rights that are meant and takes all others: what is made in a
 * database also gets the rights that the database gives by default, and those may be wider than what was backed up.
 */
export async function alignRights(
  sql: Sql,
  { schemas, meant }: { schemas: readonly string[]; meant: readonly Right[] },
): Promise<void> {
  for (const statement of changesOf(await readRights(sql, schemas), meant)) await sql.unsafe(statement);
}

/** The statements that make the one the other. */
export function changesOf(there: readonly Right[], meant: readonly Right[]): string[] {
  const keyOf = ({ schema, name, grantee, privilege }: Right) => JSON.stringify([schema, name, grantee, privilege]);
  const meantBy = new Map(meant.map((right) => [keyOf(right), right]));
  const thereBy = new Map(there.map((right) => [keyOf(right), right]));
  const taken = there.flatMap((right) => {
    const wanted = meantBy.get(keyOf(right));
    if (wanted && (wanted.grantable || !right.grantable)) return [];
    return [`revoke ${wanted ? 'grant option for ' : ''}${onWhat(right)} from ${whom(right)}`];
  });
  const given = meant.flatMap((right) => {
    const has = thereBy.get(keyOf(right));
    if (has && (has.grantable || !right.grantable)) return [];
    return [`grant ${onWhat(right)} to ${whom(right)}${right.grantable ? ' with grant option' : ''}`];
  });
  return [...taken, ...given];
}

function onWhat(right: Right): string {
  return `${right.privilege} on ${right.isSequence ? 'sequence' : 'table'} ${qualified(right)}`;
}

function whom({ grantee }: Right): string {
  return grantee === null ? 'public' : identifier(grantee);
}
