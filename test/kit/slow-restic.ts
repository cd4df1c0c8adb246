import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUICK_RESTIC } from './tools.ts';

/**
 * The same restic, moving at most so many MiB a second into and out of the vault, so that a run lasts as long as a test
 * needs whatever the machine is busy with. It cannot be interrupted while it waits to have moved a pack of 4 MiB.
 * For HOLDFAST_RESTIC.
 */
export function slowRestic(folder: string, mibPerSecond: number): string {
  const wrapper = join(folder, `restic-at-${mibPerSecond}-mib`);
  const restic = QUICK_RESTIC;
  const kib = mibPerSecond * 1024;
  const limits = `--limit-upload ${kib} --limit-download ${kib} -o local.connections=1`;
  const moves = `verb=$1; shift; RESTIC_PACK_SIZE=4 exec ${restic} "$verb" ${limits} "$@"`;
  writeFileSync(wrapper, `#!/bin/sh\ncase "$1" in backup|restore|dump) ${moves};; *) exec ${restic} "$@";; esac\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}
