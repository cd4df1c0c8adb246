import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedTools } from '../kit/tools.ts';

/** The installed restic behind a script that keeps the arguments it is given, which costs it a millisecond or two. */
export interface RecordingRestic {
  /** For HOLDFAST_RESTIC. */
  readonly path: string;
  /** The arguments of the last backup or restore, so that a baseline has the same options whatever the worker's are. */
  lastArguments(verb: 'backup' | 'restore'): string[];
}

export function recordResticIn(folder: string): RecordingRestic {
  const path = join(folder, 'recording-restic');
  const record = `case "$1" in backup|restore) printf '%s\\0' "$@" > '${folder}'/"$1".arguments;; esac`;
  writeFileSync(path, `#!/bin/sh\n${record}\nexec '${installedTools().restic.path}' "$@"\n`);
  chmodSync(path, 0o755);
  return {
    path,
    lastArguments: (verb) =>
      readFileSync(join(folder, `${verb}.arguments`), 'utf8')
        .split('\0')
        .slice(0, -1),
  };
}
