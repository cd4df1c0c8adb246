import { z } from 'zod';
import { absolutePathSchema } from '../domain/path.ts';
import { sqlNameSchema } from '../domain/sql-name.ts';
import type { SourceCapabilities } from './capabilities.ts';

/** What libpq calls sslmode. `PREFER` encrypts where the server can and is satisfied where it cannot. */
export const SSL_MODES = ['DISABLE', 'PREFER', 'REQUIRE'] as const;
export type SslMode = (typeof SSL_MODES)[number];

const DEFAULT_PORT = 5432;
/** A name or an address. No commas: libpq would take them for several servers, and a backup must know which one it read. */
const hostName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9._:-]+$/, 'must be a host name, an address, or the absolute path of a socket folder');

/** One database of a server, or all of them. The password is no part of it: it is sealed beside it (law 10). */
export const postgresqlConfigSchema = z.strictObject({
  /** Where it listens: a name, an address, or the folder of its socket. */
  host: z.union([absolutePathSchema, hostName]),
  port: z.int().min(1).max(65_535).default(DEFAULT_PORT),
  user: sqlNameSchema,
  /** Null: every database that may be connected to, templates left out. */
  database: sqlNameSchema.nullable().default(null),
  sslMode: z.enum(SSL_MODES).default('PREFER'),
});
export type PostgresqlConfig = z.output<typeof postgresqlConfigSchema>;

export const postgresqlCapabilities: SourceCapabilities = {
  label: 'PostgreSQL databases',
  tiers: ['VAULT'],
  backupTypes: ['FULL'],
  consistencies: ['APPLICATION'],
  itemLevelRestore: 'TABLES',
  otherTargets: ['DATABASE', 'FILES'],
};

/** What a database or schema of a restore that has not ended is called; no backup takes it, and no restore goes there. */
export const SCRATCH_PREFIX = 'holdfast_restore_';

/** A server, or a database on it, as one text without user and password: what a restore's place and result are told by. */
export function postgresqlPlace({ host, port }: Pick<PostgresqlConfig, 'host' | 'port'>, database?: string): string {
  const name = host.includes(':') ? `[${host}]` : host.startsWith('/') ? encodeURIComponent(host) : host;
  const server = `postgresql://${name}:${port}`;
  return database === undefined ? server : `${server}/${encodeURIComponent(database)}`;
}
