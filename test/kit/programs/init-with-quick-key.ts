import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { diesWithParent } from '@holdfast/worker/vault/spawn';
import { makeKeysQuick } from '../quick-keys.ts';

/** `restic init`, then quick keys: `init-with-quick-key.ts RESTIC ARGUMENTS…`, the password on standard input. */
const [setpriv, ...binding] = diesWithParent;
const [restic = '', ...argv] = process.argv.slice(2);
const input = readFileSync(0, 'utf8');
const made = spawnSync(setpriv, [...binding, restic, ...argv], { input, stdio: ['pipe', 'inherit', 'inherit'] });
if (made.status === 0) {
  makeKeysQuick(z.string().parse(process.env['RESTIC_REPOSITORY']), input.replace(/\r?\n$/, ''));
}
process.exitCode = made.status ?? 1;
