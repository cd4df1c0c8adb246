/** One statement of a dump of roles: which role it is about, and what kind of statement it is. */
export interface RoleStatement {
  readonly kind: 'CREATE' | 'ALTER' | 'GRANT';
  readonly role: string;
  readonly text: string;
  /** Of a membership: what the role becomes a member of, and who gave that, where it says so. */
  readonly membership?: { readonly of: string; readonly grantor: string | null };
  /** Whether it gives the role a password. */
  readonly password?: true;
}

const name = (group: string) => String.raw`(?<${group}>"(?:[^"]|"")+"|[^\s";]+)`;
const CREATE = new RegExp(`^CREATE ROLE ${name('role')};$`);
const ALTER = new RegExp(`^ALTER ROLE ${name('role')} (?<password>WITH [A-Z0-9 -]*PASSWORD ')?`);
// The member is whom it is about: what it belongs to may have been there before.
const GRANT = new RegExp(
  `^GRANT ${name('of')} TO ${name('role')}(?: WITH [A-Z, ]+)?(?: GRANTED BY ${name('grantor')})?;$`,
);

/** The statements of a dump of roles that make roles; comments and settings of the session are passed over. */
export function roleStatements(dump: string): RoleStatement[] {
  return splitStatements(dump).flatMap((text): RoleStatement[] => {
    const created = CREATE.exec(text)?.groups?.['role'];
    if (created !== undefined) return [{ kind: 'CREATE', role: unquote(created), text }];
    const altered = ALTER.exec(text)?.groups;
    if (altered?.['role'] !== undefined) {
      const password = altered['password'] !== undefined && { password: true as const };
      return [{ kind: 'ALTER', role: unquote(altered['role']), text, ...password }];
    }
    const { role, of, grantor } = GRANT.exec(text)?.groups ?? {};
    if (role === undefined || of === undefined) return [];
    const membership = { of: unquote(of), grantor: grantor === undefined ? null : unquote(grantor) };
    return [{ kind: 'GRANT', role: unquote(role), text, membership }];
  });
}

/** A membership as given by whoever restores it: who gave it before may not be there any more. */
export function withoutGrantor(text: string): string {
  return text.replace(new RegExp(` GRANTED BY ${name('grantor')};$`), ';');
}

function unquote(given: string): string {
  return given.startsWith('"') ? given.slice(1, -1).replaceAll('""', '"') : given;
}

/** A comment, a quoted name, a quoted text, a semicolon, or anything else: names and texts may hold semicolons and line ends. */
const TOKEN = /--[^\n]*|"(?:[^"]|"")*"|E'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|;|[^-"';E]+|[-E]/gs;

function splitStatements(dump: string): string[] {
  const statements: string[] = [];
  let current = '';
  for (const [token] of dump.matchAll(TOKEN)) {
    if (token.startsWith('--')) continue;
    current += token;
    if (token !== ';') continue;
    statements.push(current.trim());
    current = '';
  }
  return statements;
}
