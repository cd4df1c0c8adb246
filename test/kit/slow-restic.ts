import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedTools } from './tools.ts';

/**
 * The same restic, moving at most so many KiB a second into and out of the vault, so that a run lasts as long as a test
 * needs whatever the machine is busy with. For HOLDFAST_RESTIC.
 */
export function slowRestic(folder: string, kibPerSecond: number): string {
  const wrapper = join(folder, `restic-at-${kibPerSecond}-kib`);
  const limited = `verb=$1; shift; exec ${installedTools().restic.path} "$verb" --limit-upload ${kibPerSecond} --limit-download ${kibPerSecond} "$@"`;
  const other = `exec ${installedTools().restic.path} "$@"`;
  writeFileSync(wrapper, `#!/bin/sh\ncase "$1" in backup|restore) ${limited};; *) ${other};; esac\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}
