import type { JobWarning } from '@holdfast/db/domain/job';
import postgres, { type Sql } from 'postgres';

/** One statement of a dump of roles: which role it is about, and what kind of statement it is. */
interface RoleStatement {
  readonly kind: 'CREATE' | 'ALTER' | 'GRANT';
  readonly role: string;
  readonly text: string;
}

/**
 * Creates those roles of a dump that the server lacks, with their attributes, settings and memberships; what exists is left
 * as it is. A role that may not be created is told, and so is one whose password the backup could not read.
 * @param dump what `pg_dumpall --roles-only` wrote
 */
export async function createMissingRoles(sql: Sql, dump: string): Promise<JobWarning[]> {
  const existing = new Set(
    (await sql<{ rolname: string }[]>`select rolname from pg_catalog.pg_roles`).map((row) => row.rolname),
  );
  const statements = roleStatements(dump).filter(({ role }) => !existing.has(role));
  const warnings: JobWarning[] = [];
  const failed = new Set<string>();
  for (const { role, text, kind } of statements) {
    if (failed.has(role)) continue;
    try {
      await sql.unsafe(text);
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      if (kind === 'CREATE') failed.add(role);
      warnings.push({ code: 'ROLE_NOT_CREATED', message: error.message, subject: role });
    }
  }
  const created = statements.filter(({ kind, role }) => kind === 'CREATE' && !failed.has(role));
  const withPassword = new Set(statements.filter(({ text }) => /\bPASSWORD '/.test(text)).map(({ role }) => role));
  const canLogIn = new Set(statements.filter(({ text }) => /\bLOGIN\b/.test(text)).map(({ role }) => role));
  const open = created.filter(({ role }) => canLogIn.has(role) && !withPassword.has(role));
  return [
    ...warnings,
    ...open.map(({ role }) => ({
      code: 'ROLE_WITHOUT_PASSWORD',
      message: 'It was created without a password, since the backup holds none: set one.',
      subject: role,
    })),
  ];
}

const NAME = String.raw`(?<role>"(?:[^"]|"")+"|[^\s";]+)`;
const FORMS: readonly [RoleStatement['kind'], RegExp][] = [
  ['CREATE', new RegExp(`^CREATE ROLE ${NAME};$`, 's')],
  ['ALTER', new RegExp(`^ALTER ROLE ${NAME} `, 's')],
  // The member is whom it is about: what it belongs to may have been there before.
  ['GRANT', new RegExp(`^GRANT .+ TO ${NAME}(?: WITH [^;]*)?(?: GRANTED BY [^;]*)?;$`, 's')],
];

/** The statements of a dump of roles that make roles; comments and settings of the session are passed over. */
export function roleStatements(dump: string): RoleStatement[] {
  return splitStatements(dump).flatMap((text) => {
    for (const [kind, form] of FORMS) {
      const name = form.exec(text)?.groups?.['role'];
      if (name !== undefined) return [{ kind, role: unquote(name), text }];
    }
    return [];
  });
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
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
