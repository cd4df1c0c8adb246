/** The names of the parts that every point has. */
export const ROLES_PART = 'roles';
export const SETTINGS_PART = 'settings';
const DATABASE = 'database-';

/**
 * The part that holds a database's dump: its name is fit for a file's, whatever the database is called, and unlike that of
 * any other part.
 */
export function databasePart(database: string): string {
  return DATABASE + encodeURIComponent(database);
}

/** What the one file of a part is called in the vault. */
export function fileOfPart(part: string): string {
  if (part.startsWith(DATABASE)) return `${part.slice(DATABASE.length)}.dump`;
  return part === SETTINGS_PART ? 'settings.json' : 'roles.sql';
}

/** The database whose dump a part holds. */
export function databaseOfPart(part: string): string {
  return decodeURIComponent(part.slice(DATABASE.length));
}
