import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locks } from '@holdfast/worker/vault/locks';
import { installedTools } from './tools.ts';
import { openVault } from './vault.ts';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** Leaves an exclusive lock of a process on another machine, which died while it checked the repository. */
export async function lockFromElsewhere(world: World, hostname: string): Promise<void> {
  const { location, password } = await openVault(world);
  const check = [installedTools().restic.path, 'check', '--read-data', '--limit-download', '1', '--no-cache'];
  const argv = [
    '--uts',
    'setpriv',
    '--pdeathsig',
    'KILL',
    'sh',
    '-c',
    'hostname "$0" && exec "$@"',
    hostname,
    ...check,
  ];
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', RESTIC_REPOSITORY: location, RESTIC_PASSWORD: password };
  const holder = spawn('unshare', argv, { env, stdio: 'ignore' });
  await waitFor('the lock of the other machine', async () => isLockedExclusively(world));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
}

async function isLockedExclusively(world: World): Promise<boolean> {
  return (await locks((await openVault(world)).repository)).some((lock) => lock.exclusive);
}

/** The repository's packs, the largest first: the larger ones hold content, the smaller ones the trees. */
export function packsOf(location: string): string[] {
  return readdirSync(join(location, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => statSync(b).size - statSync(a).size);
}

/** Flips every bit of some bytes in the middle of a file, in place. */
export function flipBytes(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  for (let at = middle; at < middle + 16; at++) bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(file, bytes);
}
