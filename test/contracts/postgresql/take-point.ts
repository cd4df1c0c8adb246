import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { postgresqlConfigSchema } from '@holdfast/db/sources/postgresql';
import type { Run } from '@holdfast/worker/attempt/run';
import type { Driver, Snapshot, Transfer, TransferPart } from '@holdfast/worker/sources/driver';
import { postgresqlDriver } from '@holdfast/worker/sources/postgresql/driver';
import type { Server } from '@holdfast/worker/sources/postgresql/server';
import { parseSettingsPart, type SettingsPart } from '@holdfast/worker/sources/postgresql/settings-part';
import { backup } from '@holdfast/worker/vault/backup';
import type { GivenSource, PostgresqlServer } from '../../kit/postgresql-server.ts';
import { installedTools, withEnvironment } from '../../kit/tools.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { password, type Workshop } from '../restic/kit.ts';

const run = promisify(execFile);

/** The driver of a source as a worker opens it. */
export function openDriver(source: GivenSource, folders = [installedTools().postgresql.bin]): Driver {
  const settings = { postgresqlFolders: folders, home: '/', roots: [], vaultRoots: [], concurrency: 1 };
  const restic = { path: installedTools().restic.path, version: { major: 0, minor: 18, patch: 0 } };
  return postgresqlDriver({ ...settings, restic }, serverOf(source));
}

/** A server as the driver itself knows it. */
export function serverOf(source: GivenSource): Server {
  return { config: postgresqlConfigSchema.parse(source.config), password: source.password };
}

/** An attempt that tells nobody how it goes. */
export function openRun(shop: Workshop, signal = new AbortController().signal): Run {
  const silent = async () => undefined;
  return {
    hold: { jobId: 'job_0123456789abcdef0123456789abcdef', attempt: 1 },
    signal,
    directory: mkdtempSync(shop.path('attempt-')),
    marker: 'test/1',
    startTask: silent,
    progress: () => undefined,
    noteEvent: silent,
    now: () => new Date(),
  };
}

export interface TakenPart {
  readonly part: TransferPart;
  readonly snapshotId: string;
  /** Bytes that it holds, and that the vault grew by. */
  readonly sizeBytes: number;
  readonly storedBytes: number;
}

export interface TakenPoint {
  readonly snapshot: Snapshot;
  readonly transfer: Transfer;
  readonly run: Run;
  readonly parts: readonly TakenPart[];
}

/** A backup as the worker makes it, down to the engine. `meanwhile` is done between its two phases. */
export async function takePoint(
  shop: Workshop,
  source: GivenSource,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<TakenPoint> {
  const driver = openDriver(source);
  const attempt = openRun(shop);
  await driver.probe(attempt.signal);
  const snapshot = await driver.takeSnapshot(attempt);
  try {
    await meanwhile();
    const transfer = await driver.openTransfer(snapshot, attempt);
    const parts: TakenPart[] = [];
    for (const part of transfer.parts) {
      const stored = await backup(shop.repository, { source: part.source, tags: [], host: 'item', ...shop.files() });
      const { snapshotId, bytesProcessed: sizeBytes, bytesAddedPacked: storedBytes } = stored.summary;
      parts.push({ part, snapshotId, sizeBytes, storedBytes });
    }
    return { snapshot, transfer, run: attempt, parts };
  } finally {
    await driver.release(snapshot);
  }
}

/** The part of that name. */
export function partOf(point: TakenPoint, name: string): TakenPart {
  const found = point.parts.find(({ part }) => part.name === name);
  if (!found) throw new Error(`${name} is none of ${point.parts.map(({ part }) => part.name).join(', ')}`);
  return found;
}

/** What a part's only file holds, read by the engine's own program. */
export async function readPart(shop: Workshop, point: TakenPoint, name: string): Promise<string> {
  const { part, snapshotId } = partOf(point, name);
  const file = part.source.kind === 'command' ? part.source.fileName : 'settings.json';
  const { stdout } = await run(shop.restic.path, ['dump', snapshotId, `/${file}`], {
    env: withEnvironment({ RESTIC_REPOSITORY: shop.location, RESTIC_PASSWORD: password }),
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

export async function readSettings(shop: Workshop, point: TakenPoint): Promise<SettingsPart> {
  return parseSettingsPart(await readPart(shop, point, 'settings'));
}

/** Restores a dump into an existing database with programs that know nothing of Holdfast: `restic dump | pg_restore`. */
export async function restoreByHand(
  shop: Workshop,
  server: PostgresqlServer,
  { dump, into }: { dump: TakenPart; into: string },
): Promise<void> {
  if (dump.part.source.kind !== 'command') throw new Error('this is no dump');
  const program = join(installedTools().postgresql.bin, 'pg_restore');
  const script = '"$1" dump "$2" "/$3" | "$4" --exit-on-error --single-transaction --dbname "$5"';
  const conninfo = `dbname='${into.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
  const args = [shop.restic.path, dump.snapshotId, dump.part.source.fileName, program, conninfo];
  await run('bash', ['-o', 'pipefail', '-c', script, 'restore', ...args], {
    env: withEnvironment({
      RESTIC_REPOSITORY: shop.location,
      RESTIC_PASSWORD: password,
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: server.superuser.name,
      PGPASSWORD: server.superuser.password,
    }),
  });
}

/** Nothing that calls itself ours is connected, neither a session nor a program of PostgreSQL's. */
export async function expectNoSessions(server: PostgresqlServer, withinMs = 2_000): Promise<void> {
  await server.use('postgres', async (sql) => {
    const ours = () => sql`
      select application_name, state, query from pg_stat_activity
      where application_name in ('holdfast', 'pg_dump', 'pg_dumpall')`;
    await waitFor('our sessions to end', async () => (await ours()).length === 0, withinMs).catch(async () =>
      expect([...(await ours())], 'sessions that are left').toEqual([]),
    );
  });
}
