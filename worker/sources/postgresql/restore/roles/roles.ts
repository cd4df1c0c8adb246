import type { JobWarning } from '@holdfast/db/domain/job';
import type { Sql } from 'postgres';
import { z } from 'zod';
import type { DatabaseSettings } from '../../settings-part.ts';
import { inSavepoint, inTransaction } from '../../transaction.ts';
import { isRefusal, refusalOf } from './refusal.ts';
import { roleStatements, withoutGrantor, type RoleStatement } from './role-statements.ts';

export const createdRoleSchema = z.object({ name: z.string(), oid: z.number() });
/** A role that a restore made. By its number it is known from one that someone made later under the same name. */
export type CreatedRole = z.output<typeof createdRoleSchema>;

export interface RolesWish {
  /** What `pg_dumpall --roles-only` wrote. */
  readonly dump: string;
  /** The databases that are restored: roles that none of them needs are not created. */
  readonly databases: readonly Pick<DatabaseSettings, 'roles'>[];
  /** False: only their names, so that what they own has an owner; nobody can log in with them. */
  readonly attributes?: boolean;
  /** Called with what is about to be created for good. When it throws, nothing is. */
  readonly journal?: (created: readonly CreatedRole[]) => Promise<void>;
}

export interface RolesMade {
  readonly created: readonly CreatedRole[];
  readonly warnings: readonly JobWarning[];
}

/**
 * Creates, all at once, those roles that the databases need and the server lacks, with the attributes, settings and
 * memberships they had; what exists is left as it is. What could not be done is told, and which of them are superusers.
 * @throws what the server raised, except where it refused a single statement; then no role was created
 */
export async function createMissingRoles(sql: Sql, wish: RolesWish): Promise<RolesMade> {
  return inTransaction(sql, async () => {
    const existing = await roleNames(sql);
    const needed = rolesNeeded(wish.databases);
    const missing = ({ role }: RoleStatement) => !existing.has(role) && (needed === null || needed.has(role));
    const statements = roleStatements(wish.dump).filter((one) => missing(one));
    const { attributes = true, journal } = wish;
    const making = new Making(sql, existing);
    for (const one of statements) {
      if (attributes || one.kind === 'CREATE') await making.run(one);
    }
    const roles = await readRoles(sql, making.names);
    const created = roles.map(({ name, oid }) => ({ name, oid }));
    await journal?.(created);
    const told = attributes ? warningsOf(roles, statements) : created.map(({ name }) => ({ ...BARE, subject: name }));
    return { created, warnings: [...making.warnings, ...told] };
  });
}

/** Null where a point does not say it for one of them: then all that it holds. */
function rolesNeeded(databases: RolesWish['databases']): ReadonlySet<string> | null {
  if (databases.some(({ roles }) => roles === null)) return null;
  return new Set(databases.flatMap(({ roles }) => roles ?? []));
}

/** Roles being made in a transaction, in which a statement that is refused undoes nothing but itself. */
class Making {
  readonly names: string[] = [];
  readonly warnings: JobWarning[] = [];
  readonly #sql: Sql;
  readonly #standing: Set<string>;

  constructor(sql: Sql, existing: ReadonlySet<string>) {
    this.#sql = sql;
    this.#standing = new Set(existing);
  }

  async run(statement: RoleStatement): Promise<void> {
    const { kind, role } = statement;
    if (kind !== 'CREATE' && !this.#standing.has(role)) return;
    const text = this.#textOf(statement);
    if (text === undefined) return;
    try {
      await inSavepoint(this.#sql, () => this.#sql.unsafe(text));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const code = kind === 'CREATE' ? 'ROLE_NOT_CREATED' : 'ROLE_NOT_COMPLETE';
      this.warnings.push({ code, message: `${WHAT[kind]} ${refusalOf(error)}`, subject: role });
      return;
    }
    if (kind !== 'CREATE') return;
    this.#standing.add(role);
    this.names.push(role);
  }

  #textOf({ role, text, membership }: RoleStatement): string | undefined {
    if (!membership) return text;
    const { of, grantor } = membership;
    if (!this.#standing.has(of)) {
      const message = `It is no member of ${of}: the server has no such role, and what is restored does not need it.`;
      this.warnings.push({ code: 'ROLE_NOT_COMPLETE', message, subject: role });
      return undefined;
    }
    return grantor !== null && !this.#standing.has(grantor) ? withoutGrantor(text) : text;
  }
}

const WHAT: Readonly<Record<RoleStatement['kind'], string>> = {
  CREATE: 'It was not created.',
  ALTER: 'It was created without some of its attributes or settings.',
  GRANT: 'It was created without one of its memberships.',
};

interface FoundRole extends CreatedRole {
  readonly superuser: boolean;
  readonly logsIn: boolean;
}

async function readRoles(sql: Sql, names: readonly string[]): Promise<FoundRole[]> {
  const rows = await sql<(Omit<FoundRole, 'oid'> & { oid: string })[]>`
    select rolname as name, oid::text, rolsuper as superuser, rolcanlogin as "logsIn"
    from pg_catalog.pg_roles where rolname in ${sql(['', ...names])} order by rolname`;
  return rows.map((row) => ({ ...row, oid: Number(row.oid) }));
}

async function roleNames(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ rolname: string }[]>`select rolname from pg_catalog.pg_roles`;
  return new Set(rows.map(({ rolname }) => rolname));
}

function warningsOf(roles: readonly FoundRole[], statements: readonly RoleStatement[]): JobWarning[] {
  const withPassword = new Set(statements.filter(({ password }) => password).map(({ role }) => role));
  return roles.flatMap(({ name, superuser, logsIn }) => [
    ...(superuser ? [{ ...SUPERUSER, subject: name }] : []),
    ...(logsIn && !withPassword.has(name) ? [{ ...NO_PASSWORD, subject: name }] : []),
  ]);
}

const BARE: JobWarning = {
  code: 'ROLE_CREATED_BARE',
  message:
    'It was created so that the tables have their owners and rights back; it has no attributes and cannot log in.',
};
const SUPERUSER: JobWarning = {
  code: 'ROLE_CREATED_SUPERUSER',
  message: 'It was created as the superuser that it was: take that from it if it is no longer to be one.',
};
const NO_PASSWORD: JobWarning = {
  code: 'ROLE_WITHOUT_PASSWORD',
  message: 'It was created without a password, since the backup holds none: set one.',
};
