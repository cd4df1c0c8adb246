import type { Sql } from 'postgres';
import { identifier } from '../../sql-text.ts';
import { isRefusal } from './refusal.ts';
import type { CreatedRole } from './roles.ts';

/**
 * Drops roles that a restore made and nobody came to need: not one that bears another name by now, owns or was granted
 * something, or is logged in. What the restore made for them must be gone before. May be called again.
 * @returns the names of those that stay
 */
export async function dropCreatedRoles(sql: Sql, created: readonly CreatedRole[]): Promise<string[]> {
  let left = await unused(sql, created);
  // One may have given another its membership, and goes only after it.
  for (let before = -1; left.length !== before && left.length > 0;) {
    before = left.length;
    const still: CreatedRole[] = [];
    for (const role of left) {
      if (!(await dropped(sql, role))) still.push(role);
    }
    left = still;
  }
  const oids = new Set((await standing(sql, created)).map(({ oid }) => oid));
  return created.filter(({ oid }) => oids.has(oid)).map(({ name }) => name);
}

async function dropped(sql: Sql, { name }: CreatedRole): Promise<boolean> {
  try {
    await sql.unsafe(`drop role ${identifier(name)}`);
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}

async function unused(sql: Sql, created: readonly CreatedRole[]): Promise<CreatedRole[]> {
  const found = await standing(sql, created);
  return created.filter((role) => found.some(({ oid, name, used }) => oid === role.oid && name === role.name && !used));
}

async function standing(sql: Sql, created: readonly CreatedRole[]) {
  const rows = await sql<{ oid: string; name: string; used: boolean }[]>`
    select r.oid::text, r.rolname as name, exists(
      select from pg_catalog.pg_stat_activity s where s.usesysid = r.oid) as used
    from pg_catalog.pg_roles r where r.oid in ${sql([0, ...created.map(({ oid }) => oid)])}`;
  return rows.map((row) => ({ ...row, oid: Number(row.oid) }));
}
