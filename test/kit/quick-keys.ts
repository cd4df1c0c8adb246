import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKey, sealKey } from './restic-key.ts';

/**
 * Seals the keys of a repository again under a password hash that takes no time. restic makes one that takes almost half a second
 * of a core, and takes it at every start: a suite that starts it thousands of times would mostly do that. Everything else in
 * the repository stays restic's own. At every moment one of the two opens it.
 */
export function makeKeysQuick(location: string, password: string): void {
  const folder = join(location, 'keys');
  for (const name of readdirSync(folder)) {
    const sealed = sealKey(openKey(readFileSync(join(folder, name), 'utf8'), password), password);
    const quick = createHash('sha256').update(sealed).digest('hex');
    const draft = join(location, `${quick}.draft`);
    writeFileSync(draft, sealed, { mode: 0o400 });
    renameSync(draft, join(folder, quick));
    rmSync(join(folder, name));
  }
}
