import type { Database } from '../client.ts';
import { vaults } from '../schema/index.ts';
import { isAmong } from './is-among.ts';

/** The names of these vaults by their ids. */
export async function vaultNames(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const { id, name } = vaults;
  const rows = await db.select({ id, name }).from(vaults).where(isAmong(id, ids));
  return new Map(rows.map((row) => [row.id, row.name]));
}
