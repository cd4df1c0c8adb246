import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { serviceAccount, type ServiceAccount } from '@holdfast/db/store/account';
import { commandAs, run, SERVICE_ENVIRONMENT } from '@holdfast/db/store/command';
import { readPostmasterFile } from '@holdfast/db/store/postmaster-file';
import { settingArguments, type Settings } from '@holdfast/db/store/settings';
import { freePort } from './free-port.ts';
import { installedTools } from './tools.ts';
import { waitFor } from './wait-for.ts';

/** Someone who may log in. */
export interface User {
  readonly name: string;
  readonly password: string;
}

/** A PostgreSQL server as the machine's administrator would have it, for one test file. It ends with this process, however that ends. */
export interface PostgresqlServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly superuser: User;
  /** For a client: as the superuser unless someone else is named. */
  url(database: string, as?: User): string;
  /** Runs statements on a connection of their own. */
  use<T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** @param options what follows the name in `create database` */
  createDatabase(name: string, options?: string): Promise<void>;
  /** Someone who may log in and nothing else but what the attributes of `create role` say. */
  createUser(name: string, attributes?: string): Promise<User>;
  /** An item's source as `protectItem` takes it: all databases where none is named. */
  source(options?: { database?: string | null; as?: User }): GivenSource;
  /** Everything the server has said. */
  log(): Promise<string>;
  /** Ends it as its administrator would, at once for everyone connected. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

export interface GivenSource {
  readonly kind: 'POSTGRESQL';
  readonly config: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string | null;
  };
  readonly password: string;
}

const HOST = '127.0.0.1';
const LONGEST_START_MS = 60_000;

/** Nothing here must outlive a power cut. Without autovacuum nothing moves but what a test moves. */
const SETTINGS: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_wal_size: '4GB',
  listen_addresses: HOST,
  unix_socket_directories: '',
};

interface ServerOptions {
  /** The server's own, as in postgresql.conf. */
  readonly settings?: Settings;
  /** The folder in which its own is made; the account that runs it must be able to pass through. Default: the temporary one. */
  readonly parent?: string;
}

export async function startPostgresql(options: ServerOptions = {}): Promise<PostgresqlServer> {
  const cluster = await makeCluster(options.parent ?? tmpdir());
  const port = await freePort();
  const settings = { ...SETTINGS, port: String(port), ...options.settings };
  let child = await startServer(cluster, settings);
  const { superuser } = cluster;
  const url = (database: string, { name, password }: User = superuser) =>
    `postgres://${encodeURIComponent(name)}:${password}@${HOST}:${port}/${encodeURIComponent(database)}`;
  const use = async <T>(database: string, work: (sql: Sql) => Promise<T>) => {
    await using client = enter({ port, user: superuser, database });
    return await work(client.sql);
  };
  return {
    host: HOST,
    port,
    superuser,
    url,
    use,
    createDatabase: (name, given = '') =>
      use(
        'postgres',
        async (sql) => void (await sql`create database ${sql.unsafe(quoted(name))} ${sql.unsafe(given)}`),
      ),
    async createUser(name, attributes = '') {
      const password = newPassword();
      await use('postgres', async (sql) => {
        await sql`create role ${sql.unsafe(quoted(name))} login ${sql.unsafe(attributes)} password ${sql.unsafe(`'${password}'`)}`;
      });
      return { name, password };
    },
    source: ({ database = null, as = superuser } = {}) => ({
      kind: 'POSTGRESQL',
      config: { host: HOST, port, user: as.name, database },
      password: as.password,
    }),
    log: () => readFile(cluster.log, 'utf8'),
    stop: () => stopServer(child),
    async start() {
      child = await startServer(cluster, settings);
    },
    async [Symbol.asyncDispose]() {
      await stopServer(child);
      await rm(cluster.folder, { recursive: true, force: true });
    },
  };
}

/** The client's own way would take a dot for the end of a schema's name. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

interface Client extends AsyncDisposable {
  readonly sql: Sql;
}

/** One connection to where a URL says; what a statement says by the way is not shown. */
export function connect(url: string): Client {
  const { port, username, password, pathname } = new URL(url);
  const user = { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  return enter({ port: Number(port), user, database: decodeURIComponent(pathname.slice(1)) });
}

/** By the parts: a URL has no way of saying that a database is called `.`, and the client does not decode one. */
function enter({ port, user, database }: { port: number; user: User; database: string }): Client {
  const { name, password } = user;
  const sql = postgres({ host: HOST, port, user: name, password, database, max: 1, onnotice: () => undefined });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }) };
}

interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly account: ServiceAccount;
  readonly superuser: User;
}

async function makeCluster(parent: string): Promise<Cluster> {
  const folder = await mkdtemp(join(parent, 'holdfast-postgresql-'));
  const data = join(folder, 'data');
  const account = await serviceAccount(data);
  const superuser = { name: 'postgres', password: newPassword() };
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, superuser.password);
  for (const path of [folder, passwordFile]) await chown(path, account.uid, account.gid);
  const args = [
    ...['--pgdata', data, '--username', superuser.name, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync', '--no-instructions'],
  ];
  const { code, output } = await run(commandAs(account, { program: program('initdb'), args, deathSignal: 'KILL' }));
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${output}`);
  return { folder, data, log: join(folder, 'log'), account, superuser };
}

async function startServer({ data, log, account }: Cluster, settings: Settings): Promise<ChildProcess> {
  const args = ['-D', data, ...settingArguments('-c', settings)];
  const command = commandAs(account, { program: program('postgres'), args, deathSignal: 'INT' });
  const output = openSync(log, 'a', 0o600);
  const child = spawn(command.program, command.args, {
    cwd: '/',
    env: SERVICE_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await waitFor(
    'PostgreSQL to take connections',
    async () => {
      if (child.exitCode !== null) throw new Error(`postgres ended: ${await readFile(log, 'utf8')}`);
      const file = await readPostmasterFile(data);
      return file?.ready === true && file.pid === child.pid;
    },
    LONGEST_START_MS,
  );
  return child;
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}

function program(name: 'initdb' | 'postgres'): string {
  return join(installedTools().postgresql.bin, name);
}

/** Unlike any text that occurs by itself, so that a test can look for it anywhere. */
function newPassword(): string {
  return `secret-${randomBytes(12).toString('hex')}`;
}
