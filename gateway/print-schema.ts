import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { schema } from './schema/index.ts';

// Prints the schema that clients are built against: into schema.graphql, or with the argument - to the standard output.
const printed = `${printSchema(schema)}\n`;
if (process.argv[2] === '-') process.stdout.write(printed);
else writeFileSync(fileURLToPath(new URL('./schema.graphql', import.meta.url)), printed);
