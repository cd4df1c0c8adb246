import type { SourceConfigs } from '@holdfast/db/sources/index';
import type { SslMode } from '@holdfast/db/sources/postgresql';
import { builder } from '../../builder.ts';

interface Postgresql {
  readonly kind: 'POSTGRESQL';
  readonly config: SourceConfigs['POSTGRESQL'];
}

const SslModeEnum = builder.enumType('SslMode', {
  description: 'Whether the way to a database server is encrypted.',
  values: {
    DISABLE: { description: 'Never.' },
    PREFER: { description: 'Where the server can.' },
    REQUIRE: { description: 'Always: a server that cannot is not read. Its certificate is not checked.' },
  } satisfies Record<SslMode, object>,
});

export const PostgresqlSource = builder.objectRef<Postgresql>('PostgresqlSource').implement({
  description: 'One database of a PostgreSQL server, or all of them. Its password is told to nobody.',
  fields: (t) => ({
    host: t.string({
      description: "As the site's machine knows it: a name, an address, or the folder of its socket.",
      resolve: ({ config }) => config.host,
    }),
    port: t.int({ resolve: ({ config }) => config.port }),
    user: t.string({ resolve: ({ config }) => config.user }),
    database: t.string({
      nullable: true,
      description: 'Null: every database that may be connected to.',
      resolve: ({ config }) => config.database,
    }),
    sslMode: t.field({ type: SslModeEnum, resolve: ({ config }) => config.sslMode }),
  }),
});

export const PostgresqlSourceInput = builder.inputType('PostgresqlSourceInput', {
  description:
    "One database of a PostgreSQL server, or all of them, with the server's roles and settings. Its user needs the right to read all of it; to restore, a superuser may do all that is needed.",
  fields: (t) => ({
    host: t.string({
      required: true,
      description: "As the site's machine knows it: a name, an address, or the absolute path of its socket's folder.",
    }),
    port: t.int({ description: 'Default: 5432.' }),
    user: t.string({ required: true, description: 'With whom backups and restores log in.' }),
    password: t.field({
      type: 'Secret',
      description:
        'The password of that user, absent where the server asks for none. It is sealed at once; nothing ever gives it back.',
    }),
    database: t.string({ description: 'Absent: every database that may be connected to.' }),
    sslMode: t.field({ type: SslModeEnum, description: 'Default: PREFER.' }),
  }),
});
