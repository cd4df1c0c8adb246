import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import { vaults } from '../../schema/index.ts';
import { writeDurably } from '../../store/durable-file.ts';
import type { Context, Services } from '../context.ts';
import { recoveryKit } from './recovery-kit.ts';

const OWNER_ALONE = 0o600;

/** A kit that was just written. */
export interface KeptKit {
  readonly vaultName: string;
  readonly path: string;
}

/**
 * Writes a vault's recovery kit into a file under the home that only the user who runs Holdfast can read. A kit that is
 * there stays as it is: a vault never changes its repository or password.
 * @returns the file's path
 */
export async function keepRecoveryKit(ctx: Context, home: string, vaultId: string): Promise<string> {
  const folder = join(home, 'recovery-kits');
  const path = join(folder, `${vaultId}.json`);
  if (await exists(path)) return path;
  const kit = await recoveryKit(ctx, vaultId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeDurably(path, `${JSON.stringify(kit, null, 2)}\n`, OWNER_ALONE);
  return path;
}

/** Writes the kits that are not there: of vaults made before there were kits, or by a gateway that died in between. */
export async function keepMissingRecoveryKits(services: Services, home: string): Promise<readonly KeptKit[]> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'setup' } };
  const kept: KeptKit[] = [];
  for (const { id, name } of await services.db.select().from(vaults).orderBy(asc(vaults.id))) {
    if (await exists(join(home, 'recovery-kits', `${id}.json`))) continue;
    kept.push({ vaultName: name, path: await keepRecoveryKit(ctx, home, id) });
  }
  return kept;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
