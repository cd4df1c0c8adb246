import { z } from 'zod';

const tableNameSchema = z.object({ schema: z.string(), name: z.string() });

const foreignKeySchema = z.object({
  name: z.string(),
  /** As `alter table … add constraint … ` takes it, every name with its schema. */
  definition: z.string(),
  references: tableNameSchema,
});

export const tableSettingsSchema = tableNameSchema.extend({
  oid: z.int(),
  kind: z.enum(['TABLE', 'PARTITIONED']),
  /** Bytes as it lay in the database, without indexes; of a partitioned table those of all its partitions. */
  sizeBytes: z.number(),
  /** The partitioned table that it is a partition of. */
  parent: tableNameSchema.optional(),
  foreignKeys: z.array(foreignKeySchema).readonly(),
});

const extensionSchema = z.object({ name: z.string(), version: z.string(), schema: z.string() });

/** What `alter database` or `alter role in database` has set, each as `name=value`; the role null for all of them. */
const roleSettingsSchema = z.object({ role: z.string().nullable(), settings: z.array(z.string()).readonly() });

const grantSchema = z.object({
  /** Null for PUBLIC. */
  grantee: z.string().nullable(),
  privilege: z.string(),
  grantable: z.boolean(),
});

export const databaseSettingsSchema = z.object({
  name: z.string(),
  owner: z.string(),
  encoding: z.string(),
  /** `c` (the C library), `i` (ICU) or `b` (built in), as pg_database has it. */
  localeProvider: z.string(),
  collate: z.string(),
  ctype: z.string(),
  /** The locale of a provider that is not the C library. */
  locale: z.string().nullable(),
  icuRules: z.string().nullable(),
  tablespace: z.string(),
  /** -1 for none. */
  connectionLimit: z.int(),
  isTemplate: z.boolean().default(false),
  /** What a person wrote; never what a restore wrote on a database that it moved aside. */
  comment: z.string().nullable(),
  /** Null where nothing was ever granted or revoked on the database itself. */
  grants: z.array(grantSchema).readonly().nullable(),
  roleSettings: z.array(roleSettingsSchema).readonly(),
  /** Every role that the database or something in it is owned by, granted to, or set for. Null in points that do not say. */
  roles: z.array(z.string()).readonly().nullable().default(null),
  /** Names of its subscriptions: a dump made by a superuser has them, and no restore makes them. */
  subscriptions: z.array(z.string()).readonly().default([]),
  extensions: z.array(extensionSchema).readonly(),
  tables: z.array(tableSettingsSchema).readonly(),
});

const serverSchema = z.object({
  /** As the server says it: `15.18 (Debian 15.18-0+deb12u1)`. */
  version: z.string(),
  major: z.int(),
  /** What differs from PostgreSQL's own defaults; nothing that may hold a secret. */
  settings: z.array(z.object({ name: z.string(), setting: z.string(), source: z.string() })).readonly(),
});

/** What dumps do not hold: the server, and each database as it was made. Fields are only ever added. */
export const settingsPartSchema = z.object({
  version: z.literal(1),
  server: serverSchema,
  databases: z.array(databaseSettingsSchema).readonly(),
});

export type SettingsPart = z.output<typeof settingsPartSchema>;
export type ServerSettings = SettingsPart['server'];
export type DatabaseSettings = SettingsPart['databases'][number];
export type TableSettings = DatabaseSettings['tables'][number];

/** @throws Error when the text is no such document: what was stored is damaged or of a newer Holdfast */
export function parseSettingsPart(text: string): SettingsPart {
  return settingsPartSchema.parse(JSON.parse(text));
}
