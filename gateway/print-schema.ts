import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { schema } from './schema/index.ts';

/** The file that clients are built against. */
export const PRINTED = fileURLToPath(new URL('./schema.graphql', import.meta.url));

/** The schema as it is committed. */
export function printedSchema(): string {
  return `${printSchema(schema)}\n`;
}

if (import.meta.main) writeFileSync(PRINTED, printedSchema());
