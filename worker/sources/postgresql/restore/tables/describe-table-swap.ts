import { WARNINGS_KEPT, type JobWarning } from '@holdfast/db/domain/job';
import { formatTableName } from '@holdfast/db/domain/sql-name';
import type { Sql } from 'postgres';
import type { DatabaseSettings, TableSettings } from '../../settings-part.ts';
import type { LandedTable } from './move-to-living.ts';
import { freeName } from '../names.ts';
import type { ForeignKey, TableSwap } from './table-swap.ts';
import type { RestoreWork } from '../work.ts';

/** Names for schemas beside those of the tables, by their schema. */
interface SchemasBeside {
  /** For what is restored, where both are kept. */
  readonly restored: ReadonlyMap<string, string>;
  /** For what is replaced. */
  readonly kept: ReadonlyMap<string, string>;
}

/** Names for schemas beside these that no schema of the living database has; no two are alike. `sql` is a session there. */
export async function schemasBeside(sql: Sql, schemas: Iterable<string>, at: Date): Promise<SchemasBeside> {
  const rows = await sql<{ name: string }[]>`select nspname as name from pg_catalog.pg_namespace`;
  return nameSchemas(new Set(rows.map(({ name }) => name)), [...schemas], at);
}

/** As `schemasBeside`, unlike these that stand there. */
export function nameSchemas(there: ReadonlySet<string>, schemas: readonly string[], at: Date): SchemasBeside {
  const standing = new Set(there);
  const named = (what: 'restored' | 'replaced') =>
    new Map(
      schemas.map((schema) => {
        const name = freeName(schema, what, { standing, at });
        standing.add(name);
        return [schema, name];
      }),
    );
  return { restored: named('restored'), kept: named('replaced') };
}

/** Tables that landed in the living database, and all that is known of them. */
export interface LandedTables {
  readonly described: DatabaseSettings;
  readonly tables: readonly TableSettings[];
  readonly staging: ReadonlyMap<string, string>;
  readonly landed: readonly LandedTable[];
  readonly beside: SchemasBeside;
  readonly warnings: readonly JobWarning[];
  readonly bytes: number;
}

/** Decides what a swap is to do by the rule of the plan. */
export function describeTableSwap({ plan, run }: RestoreWork, from: LandedTables): TableSwap {
  const { described, tables, staging, beside, warnings, bytes } = from;
  const keepsBoth = plan.conflict === 'KEEP_BOTH';
  return {
    jobId: run.hold.jobId,
    tables: from.landed.map((table) => ({
      ...table,
      schema: (keepsBoth ? beside.restored.get(table.schema) : undefined) ?? table.schema,
    })),
    staging: [...staging.values()],
    // A copy beside the original is no part of the application: it must not hinder what that does.
    foreignKeys: keepsBoth ? [] : tables.flatMap((table) => foreignKeysOf(table)),
    incoming: [],
    others: keepsBoth ? [] : keysToChosen(described, tables),
    said: {},
    keptAs: plan.conflict === 'REPLACE' ? Object.fromEntries(beside.kept) : null,
    restoredIn: keepsBoth ? [...beside.restored.values()] : [],
    restored: {
      tables: tables.length,
      bytes,
      warnings: { first: warnings.slice(0, WARNINGS_KEPT), count: warnings.length },
    },
  };
}

function keysToChosen({ tables }: DatabaseSettings, chosen: readonly TableSettings[]): ForeignKey[] {
  const names = new Set(chosen.map((table) => formatTableName(table)));
  return tables
    .filter((table) => !names.has(formatTableName(table)))
    .flatMap((table) => foreignKeysOf(table, (references) => names.has(formatTableName(references))));
}

function foreignKeysOf(
  { schema, name, kind, foreignKeys }: TableSettings,
  meant: (references: TableSettings['foreignKeys'][number]['references']) => boolean = () => true,
): ForeignKey[] {
  return foreignKeys
    .filter(({ references }) => meant(references))
    .map((key) => ({
      table: { schema, name },
      name: key.name,
      definition: key.definition,
      partitioned: kind === 'PARTITIONED',
    }));
}
