import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { endsWithUs } from './ends-with-us.ts';
import { installedTools } from '../kit/tools.ts';
import type { PostgresqlServer } from '../kit/postgresql-server.ts';

const entrySchema = z.strictObject({
  path: z.string(),
  type: z.enum(['file', 'folder', 'link', 'pipe', 'socket', 'device']),
  owner: z.string(),
  mode: z.string().optional(),
  /** Nanoseconds since 1970. */
  modified: z.string().optional(),
  target: z.string().optional(),
  /** Bytes. */
  size: z.number().optional(),
  sha256: z.string().optional(),
  /** The first name of the same file. */
  sameFileAs: z.string().optional(),
});

const tableSchema = z.strictObject({
  name: z.string(),
  /** A partitioned table holds the rows of its partitions, which are told as well; a materialized view holds copies. */
  kind: z.enum(['table', 'partitioned', 'view']),
  rows: z.number(),
  checksum: z.string(),
  definition: z.array(z.string()).nullable(),
});

const testimonySchema = z.strictObject({ folder: z.array(entrySchema), tables: z.array(tableSchema) });

/** Something in a folder, by its path inside. */
export type WitnessedEntry = z.output<typeof entrySchema>;
/** A table with all that is in it. */
export type WitnessedTable = z.output<typeof tableSchema>;
/** What the witness saw. */
export type Testimony = z.output<typeof testimonySchema>;

export interface ToWitness {
  /** The file that it writes down everything in. */
  readonly file: string;
  readonly folder?: string;
  readonly database?: { readonly server: PostgresqlServer; readonly name: string };
  readonly signal: AbortSignal;
}

const WITNESS = fileURLToPath(new URL('./programs/witness.ts', import.meta.url));

/** Has the witness look, as a process of its own. @throws Error when it could not read everything */
export async function witness({ file, folder, database, signal }: ToWitness): Promise<Testimony> {
  const args = [
    ...(folder === undefined ? [] : ['--folder', folder]),
    ...(database ? ['--psql', join(installedTools().postgresql.bin, 'psql')] : []),
  ];
  const { program, args: all } = endsWithUs(process.execPath, [WITNESS, file, ...args]);
  const child = spawn(program, all, {
    env: database ? psqlVariables(database) : {},
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the witness ended with ${code}: ${said.trim()}`);
  return testimonySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function psqlVariables({ server, name }: NonNullable<ToWitness['database']>): Record<string, string> {
  const { name: user, password } = server.superuser;
  return { PGHOST: server.host, PGPORT: String(server.port), PGUSER: user, PGPASSWORD: password, PGDATABASE: name };
}
