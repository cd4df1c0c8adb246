import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeKeysQuick } from './quick-keys.ts';
import { installedTools } from './tools.ts';

test('restic takes a key that was made quick, and no other password', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-key-'));
  const location = join(folder, 'repository');
  const restic = (verb: readonly string[], password: string) =>
    execFileSync(installedTools().restic.path, ['--no-cache', '-r', location, ...verb], {
      env: { RESTIC_PASSWORD: password },
      stdio: 'pipe',
    }).toString();
  try {
    restic(['init'], 'the right one');
    const before = restic(['cat', 'masterkey'], 'the right one');
    makeKeysQuick(location, 'the right one');
    expect(restic(['cat', 'masterkey'], 'the right one')).toBe(before);
    expect(restic(['check'], 'the right one')).toContain('no errors were found');
    expect(() => restic(['cat', 'config'], 'a wrong one')).toThrow(/wrong password/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
