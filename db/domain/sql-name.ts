import { z } from 'zod';
import { isStorable, NOT_STORABLE } from './text.ts';

/** PostgreSQL cuts names off after this many bytes; a longer one can be none of its names. */
const LONGEST_NAME_BYTES = 63;

/** A name of a database, schema, table or role, as it is in the catalogue: no quotes around it, no folding. */
export const sqlNameSchema = z
  .string()
  .min(1, 'must not be empty')
  .refine(isStorable, NOT_STORABLE)
  .refine(
    (name) => Buffer.byteLength(name) <= LONGEST_NAME_BYTES,
    `takes ${LONGEST_NAME_BYTES} bytes at most, as PostgreSQL does`,
  );

/** A table by its schema and its name. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** A name by itself: folded to small letters as PostgreSQL does, or in double quotes as it stands, a quote doubled. */
const IDENTIFIER = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const TABLE = new RegExp(String.raw`^(?:(?<schema>${IDENTIFIER})\s*\.\s*)?(?<name>${IDENTIFIER})$`, 'u');
const DEFAULT_SCHEMA = 'public';

/** Reads a table as people write it in SQL: `orders`, `sales.orders`, `"Sales"."Orders 2026"`. Undefined when it is no table's name. */
export function parseTableName(text: string): TableName | undefined {
  const { schema, name } = TABLE.exec(text.trim())?.groups ?? {};
  if (name === undefined) return undefined;
  const table = { schema: schema === undefined ? DEFAULT_SCHEMA : unquote(schema), name: unquote(name) };
  return sqlNameSchema.safeParse(table.schema).success && sqlNameSchema.safeParse(table.name).success
    ? table
    : undefined;
}

function unquote(identifier: string): string {
  if (identifier.startsWith('"')) return identifier.slice(1, -1).replaceAll('""', '"');
  // As PostgreSQL in a UTF-8 database: it folds the letters of ASCII alone.
  return identifier.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const PLAIN = /^[a-z_][a-z0-9_$]*$/;

/** A table as people write it in SQL, with quotes only where they are needed: what `parseTableName` reads back. */
export function formatTableName({ schema, name }: TableName): string {
  return [schema, name].map((part) => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.');
}
