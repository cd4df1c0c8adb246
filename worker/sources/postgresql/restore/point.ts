import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import { databaseOfPart } from '../part-names.ts';
import { parseSettingsPart, type DatabaseSettings, type SettingsPart } from '../settings-part.ts';
import type { StoredPoint } from '../../driver.ts';
import { readStored, type Reading } from './archive.ts';
import { pointLacks } from './errors.ts';
import type { RestoreWork } from './work.ts';

type Part = RestoreWork['point']['parts'][number];

/** A database of a point: its dump, and what was written down of it in the same snapshot. */
export interface StoredDatabase {
  readonly name: string;
  readonly dump: Part;
  readonly described: DatabaseSettings;
}

/** Reads what the point says of its server. @throws HoldfastError POINT_INCOMPLETE; as every reading of a vault */
export function readSettings({ point, run }: RestoreWork): Promise<SettingsPart> {
  return readStoredSettings(point, run);
}

/** As `readSettings`, without a restore. */
export async function readStoredSettings(point: StoredPoint, run: Reading): Promise<SettingsPart> {
  const part = point.parts.find(({ kind }) => kind === 'SETTINGS');
  if (!part) throw pointLacks('the settings of its server');
  return parseSettingsPart(await readStored(point, part, run));
}

/** The statements that make the point's roles. @throws HoldfastError POINT_INCOMPLETE; as every reading of a vault */
export async function readRoles({ point, run }: RestoreWork): Promise<string> {
  const part = point.parts.find(({ kind }) => kind === 'ROLES');
  if (!part) throw pointLacks('the roles of its server');
  return readStored(point, part, run);
}

/** The databases that the plan is about. @throws HoldfastError POINT_INCOMPLETE */
export function chosenDatabases({ point, plan, server }: RestoreWork, settings: SettingsPart): StoredDatabase[] {
  const { selection } = plan;
  const wanted = 'database' in selection ? selection.database : null;
  const dumps = point.parts.filter(({ kind }) => kind === 'DUMP');
  const chosen = dumps
    .map((dump) => ({ dump, name: databaseOfPart(dump.name) }))
    .filter(({ name }) => wanted === null || name === wanted)
    .map(({ dump, name }) => {
      const described = settings.databases.find((database) => database.name === name);
      if (!described) throw pointLacks(`the settings of ${postgresqlPlace(server.config, name)}`);
      return { name, dump, described };
    });
  if (chosen.length === 0) throw pointLacks(wanted === null ? 'any database' : `the database ${wanted}`);
  return chosen;
}
