import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedTools, QUICK_RESTIC } from './tools.ts';

/** Programs that work as they should until they are armed. */
export interface Tampering {
  /** A path, or folders, as a worker's setting takes them. */
  readonly setting: string;
  arm(): void;
  disarm(): void;
}

/** restic, which changes the first byte of every restored file, neither its size nor its time, once it has restored and verified everything. */
export function resticThatTampers(folder: string): Tampering {
  const path = join(folder, 'restic-that-tampers');
  script(path, [
    `if [ "$1" != restore ] || ! [ -e "${armedBy(path)}" ]; then exec ${QUICK_RESTIC} "$@"; fi`,
    `${QUICK_RESTIC} "$@"; code=$?`,
    'while [ "$1" != --target ]; do shift; done',
    `find "$2" -type f -exec ${changer(folder)} {} ';'`,
    'exit $code',
  ]);
  return tampering(path, path);
}

/** PostgreSQL's programs as a machine without a server has them, of which pg_restore loses rows of what it has restored. */
export function postgresqlThatLoses(folder: string, statement: string): Tampering {
  const own = join(folder, 'client-programs');
  mkdirSync(own);
  const { bin } = installedTools().postgresql;
  for (const program of ['pg_dump', 'pg_dumpall']) script(join(own, program), [`exec ${join(bin, program)} "$@"`]);
  script(join(own, 'pg_restore'), [
    `${join(bin, 'pg_restore')} "$@"; code=$?`,
    `[ -e "${armedBy(own)}" ] && for argument in "$@"; do`,
    `  case "$argument" in --dbname=*) ${join(bin, 'psql')} --no-psqlrc --quiet "$argument" --command "${statement}" ;; esac`,
    'done',
    'exit $code',
  ]);
  return tampering(own, own);
}

/** A program of its own, since names of files may hold anything. */
function changer(folder: string): string {
  const path = join(folder, 'change-first-byte');
  script(path, [
    'touch -r "$1" "$0.time"',
    'printf "\\377" | dd of="$1" bs=1 count=1 conv=notrunc status=none',
    'touch -r "$0.time" "$1"',
  ]);
  return path;
}

function tampering(setting: string, path: string): Tampering {
  return {
    setting,
    arm: () => writeFileSync(armedBy(path), ''),
    disarm: () => rmSync(armedBy(path)),
  };
}

function armedBy(path: string): string {
  return `${path}.armed`;
}

function script(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${['#!/bin/sh', ...lines].join('\n')}\n`);
  chmodSync(path, 0o755);
}
