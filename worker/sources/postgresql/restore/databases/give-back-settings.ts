import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import type { DatabaseSettings } from '../../settings-part.ts';
import { identifier, literal } from '../../sql-text.ts';
import { REPLACED_COMMENT } from '../names.ts';
import { isRefusal, refusalOf } from '../roles/refusal.ts';
import { splitSettingList } from './setting-list.ts';

/** One thing to give back: what it is called before people, and the statement; undefined where there can be none. */
interface GivenBack {
  readonly subject: string;
  readonly statement: string | undefined;
}

/**
 * Gives a restored database what a dump does not hold: settings of it, alone and for roles, its connection limit, its
 * comment, and who may use it. What the server refuses is told by its name alone: people keep keys in settings (law 10).
 * @throws what the server raised otherwise, a lost connection first of all
 */
export async function giveBackSettings(
  sql: Sql,
  { scratch, described }: { scratch: string; described: DatabaseSettings },
): Promise<JobWarning[]> {
  const warnings: JobWarning[] = [];
  for (const { subject, statement } of allOf(identifier(scratch), described)) {
    const message = statement === undefined ? UNREADABLE : await refusedWith(sql, statement);
    if (message !== undefined) warnings.push({ code: 'SETTING_NOT_RESTORED', message, subject });
  }
  return warnings;
}

const UNREADABLE =
  'Its value in the recovery point is not written as the server writes it; it was not given to the server.';

/** Why the server refused a statement; undefined where it did not. */
async function refusedWith(sql: Sql, statement: string): Promise<string | undefined> {
  try {
    await sql.unsafe(statement);
    return undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refusalOf(error);
  }
}

function allOf(database: string, described: DatabaseSettings): GivenBack[] {
  const { name, connectionLimit, comment, roleSettings } = described;
  const own = `database ${name}`;
  return [
    {
      subject: `${own}: connection limit`,
      statement: `alter database ${database} connection limit ${connectionLimit}`,
    },
    ...roleSettings.flatMap(({ role, settings }) => {
      const altered = role === null ? `database ${database}` : `role ${identifier(role)} in database ${database}`;
      return settings.map((setting) => oneSetting(role === null ? own : `role ${role} in ${own}`, altered, setting));
    }),
    // A database that was moved aside must not look so again: it would be left out of backups.
    ...(comment === null || comment.startsWith(REPLACED_COMMENT)
      ? []
      : [{ subject: `${own}: comment`, statement: `comment on database ${database} is ${literal(comment)}` }]),
    ...rightsOf(database, described),
  ];
}

/** @param setting `name=value` */
function oneSetting(subject: string, altered: string, setting: string): GivenBack {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  const written = settingValue(name.toLowerCase(), value);
  return {
    subject: `${subject}: ${name}`,
    statement:
      name === '' || written === undefined ? undefined : `alter ${altered} set ${settingName(name)} to ${written}`,
  };
}

/** Names of extensions' settings have a dot, which parts them. */
function settingName(name: string): string {
  return name.split('.').map(identifier).join('.');
}

/**
 * These are lists of names (pg_dump treats the same ones apart): quoted as a whole they would become one name. True: names
 * without quotes are folded to small letters when they are read.
 */
const LISTS: ReadonlyMap<string, boolean> = new Map([
  ['search_path', true],
  ['temp_tablespaces', true],
  ['session_preload_libraries', false],
  ['shared_preload_libraries', false],
  ['local_preload_libraries', false],
  ['unix_socket_directories', false],
]);

/** Only ever constants, whatever the value holds: it was written by whoever may set something, and is run by whoever restores. */
function settingValue(name: string, value: string): string | undefined {
  const folds = LISTS.get(name);
  if (folds === undefined) return literal(value);
  const names = splitSettingList(value);
  if (names?.length === 0) return literal('');
  return names?.map((one) => literal(folds && !one.quoted ? folded(one.name) : one.name)).join(', ');
}

function folded(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const PRIVILEGES = new Set(['CONNECT', 'CREATE', 'TEMPORARY']);

/** Null: as every new database, which is what the server gave it. */
function rightsOf(database: string, { name, grants }: DatabaseSettings): GivenBack[] {
  if (grants === null) return [];
  return [
    { subject: `database ${name}: rights of everybody`, statement: `revoke all on database ${database} from public` },
    ...grants.map(({ grantee, privilege, grantable }) => {
      const known = PRIVILEGES.has(privilege);
      const role = grantee === null ? 'public' : identifier(grantee);
      const grant = `grant ${privilege} on database ${database} to ${role}${grantable ? ' with grant option' : ''}`;
      return {
        subject: `database ${name}: ${known ? privilege : 'a right'} for ${grantee ?? 'everybody'}`,
        statement: known ? grant : undefined,
      };
    }),
  ];
}
