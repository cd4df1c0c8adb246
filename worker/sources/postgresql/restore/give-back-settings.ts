import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import type { DatabaseSettings } from '../settings-part.ts';
import { identifier, literal } from '../sql-text.ts';

/** What a dump does not hold: settings of the database, alone and for roles, its connection limit, and who may use it. */
export async function giveBackSettings(
  sql: Sql,
  { scratch, described }: { scratch: string; described: DatabaseSettings },
): Promise<JobWarning[]> {
  const database = identifier(scratch);
  const warnings: JobWarning[] = [];
  const statements = [
    `alter database ${database} connection limit ${described.connectionLimit}`,
    ...described.roleSettings.flatMap(({ role, settings }) =>
      settings.map((setting) => {
        const subject = role === null ? `database ${database}` : `role ${identifier(role)} in database ${database}`;
        return `alter ${subject} set ${assignment(setting)}`;
      }),
    ),
    ...(described.comment === null ? [] : [`comment on database ${database} is ${literal(described.comment)}`]),
    ...rightsOf(database, described),
  ];
  for (const statement of statements) {
    await sql.unsafe(statement).catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      warnings.push({ code: 'SETTING_NOT_RESTORED', message: error.message, subject: statement });
    });
  }
  return warnings;
}

/** `name=value` as a statement takes it. */
function assignment(setting: string): string {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  return `${settingName(name)} to ${settingValue(name, value)}`;
}

/** Names of extensions' settings have a dot, which parts them. */
function settingName(name: string): string {
  return name.split('.').map(identifier).join('.');
}

/** These are lists of names, kept as they are written: quoted as a whole they would become one name (pg_dump treats the same ones apart). */
const LISTS = new Set([
  'search_path',
  'temp_tablespaces',
  'session_preload_libraries',
  'shared_preload_libraries',
  'local_preload_libraries',
  'unix_socket_directories',
]);

function settingValue(name: string, value: string): string {
  return LISTS.has(name.toLowerCase()) && value !== '' ? value : literal(value);
}

/** Null: as every new database, which is what the server gave it. */
function rightsOf(database: string, { grants }: DatabaseSettings): string[] {
  if (grants === null) return [];
  return [
    `revoke all on database ${database} from public`,
    ...grants.map(({ grantee, privilege, grantable }) => {
      const role = grantee === null ? 'public' : identifier(grantee);
      return `grant ${privilege} on database ${database} to ${role}${grantable ? ' with grant option' : ''}`;
    }),
  ];
}
