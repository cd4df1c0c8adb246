// The witness: writes down what is in a folder and in a database, and knows nothing of backups. It imports nothing but
// Node's own modules, and reads the database by psql.
//
//   node witness.ts OUT [--folder FOLDER] [--psql PROGRAM]
//
// The database is the one that psql's own variables name (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE). OUT is there
// only when everything could be read; else the exit code is 1 and the reason on standard error.
import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  lstatSync,
  readdirSync,
  readlinkSync,
  renameSync,
  type BigIntStats,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { finished, pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

async function main(): Promise<void> {
  const options = { folder: { type: 'string' }, psql: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [out] = positionals;
  if (out === undefined) throw new Error('it is not said where to write');
  const file = createWriteStream(`${out}.part`, { flush: true });
  const write = async (text: string) => {
    if (!file.write(text)) await once(file, 'drain');
  };
  await write('{"folder":[');
  await writeList(values.folder === undefined ? [] : walk(Buffer.from(values.folder)), write);
  await write('],"tables":[');
  await writeList(values.psql === undefined ? [] : tables(values.psql), write);
  await write(']}\n');
  file.end();
  await finished(file);
  renameSync(`${out}.part`, out);
}

async function writeList(things: AsyncIterable<object> | Iterable<object>, write: (text: string) => Promise<void>) {
  let separator = '\n';
  for await (const thing of things) {
    await write(`${separator}${JSON.stringify(thing)}`);
    separator = ',\n';
  }
}

// ---------------------------------------------------------------- the folder

/** Everything at and below a path, folders before what is in them, in the order of their bytes. */
async function* walk(root: Buffer, inner = Buffer.alloc(0), seen = new Map<string, string>()): AsyncGenerator<object> {
  const path = inner.length === 0 ? root : Buffer.concat([root, SLASH, inner]);
  const stat = lstatSync(path, { bigint: true });
  const name = inner.length === 0 ? '.' : readable(inner);
  yield { path: name, ...factsOf(path, stat), ...(stat.isFile() ? await contentOf({ path, name, stat, seen }) : {}) };
  if (!stat.isDirectory()) return;
  const children = readdirSync(path, { encoding: 'buffer' });
  for (const child of children.toSorted((a, b) => Buffer.compare(a, b))) {
    yield* walk(root, inner.length === 0 ? child : Buffer.concat([inner, SLASH, child]), seen);
  }
}

const SLASH = Buffer.from('/');
const PERMISSIONS = 0o7777n;

/** A link's own mode and times mean nothing, and most tools cannot set them. */
function factsOf(path: Buffer, stat: BigIntStats): object {
  const owner = `${stat.uid}:${stat.gid}`;
  if (stat.isSymbolicLink()) return { type: 'link', target: readable(readlinkSync(path, 'buffer')), owner };
  const mode = (stat.mode & PERMISSIONS).toString(8).padStart(4, '0');
  return { type: typeOf(stat), mode, owner, modified: String(stat.mtimeNs) };
}

function typeOf(stat: BigIntStats): string {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'folder';
  if (stat.isFIFO()) return 'pipe';
  if (stat.isSocket()) return 'socket';
  return 'device';
}

interface Content {
  readonly path: Buffer;
  readonly name: string;
  readonly stat: BigIntStats;
  readonly seen: Map<string, string>;
}

/** Size and hash; of a further name of the same file only which name it was read by. */
async function contentOf({ path, name, stat, seen }: Content): Promise<object> {
  const identity = `${stat.dev}:${stat.ino}`;
  const first = seen.get(identity);
  if (first !== undefined) return { sameFileAs: first };
  if (stat.nlink > 1n) seen.set(identity, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { size: Number(stat.size), sha256: hash.digest('hex') };
}

/** Names are bytes. Those that are no text are written as their hexadecimal digits behind two backslashes and an x. */
function readable(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : `\\\\x${bytes.toString('hex')}`;
}

// ---------------------------------------------------------------- the database

/** Every table of one moment, with its rows counted and summed up in any order, and what it is made of. */
async function* tables(psql: string): AsyncGenerator<object> {
  const child = spawn(psql, ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only']);
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject).once('close', ended.resolve);
  ended.promise.catch(() => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined).end(SCRIPT);
  let isWhole = false;
  for await (const line of createInterface(child.stdout)) {
    if (line === WHOLE) isWhole = true;
    else yield JSON.parse(line);
  }
  const code = await ended.promise;
  if (code !== 0 || !isWhole) throw new Error(`psql ended with ${code}: ${said}`);
}

const WHOLE = 'that is all';

const SCRIPT = String.raw`
\set ON_ERROR_STOP on
set client_encoding = 'UTF8';
set timezone = 'UTC';
set extra_float_digits = 1;
set bytea_output = 'hex';
begin isolation level repeatable read read only;
select format($text$
  select json_build_object('name', %1$L, 'kind', %3$L, 'rows', count(*), 'checksum',
    coalesce(sum(('x' || left(md5(whole_row::text), 16))::bit(64)::bigint::numeric), 0)::text,
    'definition', (
      select json_agg(line order by line) from (
        select format('column %%s: %%s %%s', attname, format_type(atttypid, atttypmod), attnotnull) as line
          from pg_attribute where attrelid = %2$s and attnum > 0 and not attisdropped
        union all select format('constraint %%s: %%s', conname, pg_get_constraintdef(oid))
          from pg_constraint where conrelid = %2$s
        union all select pg_get_indexdef(indexrelid) from pg_index where indrelid = %2$s) lines))
  from %1$s whole_row $text$, format('%I.%I', n.nspname, c.relname), c.oid,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned' else 'view' end)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm') and c.relispopulated and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
order by n.nspname, c.relname
\gexec
commit;
\echo ${WHOLE}
`;

main().catch((error: unknown) => {
  process.stderr.write(`witness: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
