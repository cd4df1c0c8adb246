import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ResticError } from '@holdfast/worker/vault/errors';
import { findRestic } from '@holdfast/worker/vault/find';
import type { Restic } from '@holdfast/worker/vault/find';
import { initialise } from '@holdfast/worker/vault/identity';
import { openRepository } from '@holdfast/worker/vault/repository';
import type { Repository } from '@holdfast/worker/vault/repository';
import { afterAll } from 'vitest';
import { makeKeysQuick } from '../../kit/quick-keys.ts';
import { resticCandidates } from './env.ts';

export const password = 'correct horse battery';

/** A directory of one test with a repository in it, both gone when the test ends. */
export interface Workshop extends Disposable {
  readonly restic: Restic;
  readonly directory: string;
  /** Where the repository's files are. */
  readonly location: string;
  readonly repository: Repository;
  /** A path below the directory. */
  path(...names: readonly string[]): string;
  /** Writes a file and the directories it needs; gives its path. */
  write(name: string, content: string | Buffer): string;
  /** A fresh pair of files for one run. */
  files(): { readonly outputFile: string; readonly errorFile: string };
  /** The same repository, opened otherwise. */
  reopen(changes: Partial<Parameters<typeof openRepository>[0]>): Repository;
  /** A small file system of its own, unmounted when the test ends. */
  mountSmall(name: string, size: string): string;
  /** Undone when the test ends. */
  makeImmutable(file: string): void;
  /** The same restic as a root that lacks capabilities: `without('dac_override')`. */
  without(...capabilities: readonly string[]): Restic;
}

let template: Promise<string> | undefined;
afterAll(async () => {
  if (template) rmSync(dirname(await template), { recursive: true });
});

/** A repository as restic makes it, to be copied: making one takes restic a second of finding out how fast the machine is. */
function madeOnce(restic: Restic): Promise<string> {
  template ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vault-template-'));
    const location = join(directory, 'repository');
    await initialise(openRepository({ restic, location, password, cacheDirectory: join(directory, 'cache') }));
    makeKeysQuick(location, password);
    return location;
  })();
  return template;
}

export async function openWorkshop(): Promise<Workshop> {
  const restic = await findRestic(resticCandidates());
  const directory = mkdtempSync(join(tmpdir(), 'vault-'));
  const location = join(directory, 'repository');
  const undo: (() => void)[] = [];
  const path = (...names: readonly string[]): string => join(directory, ...names);
  const options = { restic, location, password, cacheDirectory: path('cache') };
  const repository = openRepository(options);
  cpSync(await madeOnce(restic), location, { recursive: true });
  return {
    restic,
    directory,
    location,
    repository,
    path,
    write(name, content) {
      const file = path(name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    files() {
      const run = randomUUID();
      return { outputFile: path(`${run}.out`), errorFile: path(`${run}.err`) };
    },
    reopen: (changes) => openRepository({ ...options, ...changes }),
    mountSmall(name, size) {
      const target = path(name);
      mkdirSync(target);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', target]);
      undo.push(() => execFileSync('umount', [target]));
      return target;
    },
    makeImmutable(file) {
      execFileSync('chattr', ['+i', file]);
      undo.push(() => execFileSync('chattr', ['-i', file]));
    },
    without(...capabilities) {
      const wrapper = path(`restic-without-${capabilities.join('-')}`);
      const dropped = capabilities.map((name) => `-${name}`).join(',');
      writeFileSync(wrapper, `#!/bin/sh\nexec setpriv --bounding-set=${dropped} -- ${restic.path} "$@"\n`);
      chmodSync(wrapper, 0o755);
      return { path: wrapper, version: restic.version };
    },
    [Symbol.dispose]() {
      for (const step of undo.toReversed()) step();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs restic on the workshop's repository as anybody would, without what is tested; gives what it printed. */
export function runRestic(shop: Workshop, ...argv: readonly string[]): string {
  const env = { RESTIC_REPOSITORY: shop.location, RESTIC_PASSWORD: password, RESTIC_CACHE_DIR: shop.path('cache') };
  return execFileSync(shop.restic.path, argv, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The error a promise ends with, which must be a ResticError. */
export async function resticError(promise: Promise<unknown>): Promise<ResticError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ResticError) return error;
    throw error;
  }
  throw new Error('it was expected to fail, and did not');
}

export interface FoundProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** Every living process that carries a marker. */
export function processesMarked(marker: string): readonly FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        if (!environment.split('\0').includes(`RESTIC_RUN_MARKER=${marker}`)) return [];
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return commandLine === '' ? [] : [{ pid: Number(name), commandLine, environment }];
      } catch {
        // It ended while it was being looked at.
        return [];
      }
    });
}

/** The largest file in the repository's data: a pack with file content. */
export function largestPack(location: string): string {
  const packs = readdirSync(join(location, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const [largest] = packs.toSorted((a, b) => statSync(b).size - statSync(a).size);
  if (largest === undefined) throw new Error('the repository has no packs');
  return largest;
}

/** Overwrites some bytes in the middle of a file. */
export function corrupt(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0x58, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 16);
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}
