import { z } from 'zod';
import type { PointContents } from '../domain/point-contents.ts';
import type { ParsedRestoreRequest, RestoreCourse } from '../domain/restore.ts';
import type { SourceCapabilities } from './capabilities.ts';
import { filesCapabilities, filesConfigSchema, planFilesRestore, type FilesConfig } from './files.ts';
import { planPostgresqlRestore } from './plan-postgresql-restore.ts';
import { postgresqlCapabilities, postgresqlConfigSchema, type PostgresqlConfig } from './postgresql.ts';

/** Every kind of data source there is a driver for. */
export const SOURCE_KINDS = ['FILES', 'POSTGRESQL'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What each kind needs to know to find its data. */
export interface SourceConfigs {
  readonly FILES: FilesConfig;
  readonly POSTGRESQL: PostgresqlConfig;
}
export type SourceConfig = SourceConfigs[SourceKind];

export const CAPABILITIES: Record<SourceKind, SourceCapabilities> = {
  FILES: filesCapabilities,
  POSTGRESQL: postgresqlCapabilities,
};

const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('FILES'), config: filesConfigSchema }),
  z.strictObject({ kind: z.literal('POSTGRESQL'), config: postgresqlConfigSchema }),
]);
/** A kind together with a configuration of that kind. */
export type Source = z.output<typeof sourceSchema>;

const LONGEST_SECRET = 1024;

/** What opens a source. */
export const secretSchema = z.string().min(1).max(LONGEST_SECRET);

/** A source as it is given: with what opens it, which is sealed at once. */
export const givenSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('FILES'), config: filesConfigSchema }),
  z.strictObject({
    kind: z.literal('POSTGRESQL'),
    config: postgresqlConfigSchema,
    /** Absent where the server asks for none. */
    password: secretSchema.optional(),
  }),
]);

/** An item's source out of its row. */
export function sourceOf(item: { readonly kind: SourceKind; readonly config: SourceConfig }): Source {
  return sourceSchema.parse({ kind: item.kind, config: item.config });
}

/** A source out of what was written down elsewhere; undefined where it is none of a kind that is known here. */
export function parseSource(given: { readonly kind: string; readonly config: unknown }): Source | undefined {
  return sourceSchema.safeParse(given).data;
}

/** What a restore comes to, by the rules of the source's kind. @throws InvalidInputError */
export function planRestore(
  request: ParsedRestoreRequest,
  from: { readonly source: Source; readonly contents: PointContents | null },
): RestoreCourse {
  const { source, contents } = from;
  switch (source.kind) {
    case 'FILES':
      return planFilesRestore(request, source.config);
    case 'POSTGRESQL':
      return planPostgresqlRestore(request, { config: source.config, contents });
  }
}
