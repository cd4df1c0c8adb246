import { join } from 'node:path';
import { repositories } from '@holdfast/db/schema';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { openRepository, type Repository } from '@holdfast/worker/vault/repository';
import { testRestic } from './tools.ts';
import type { World } from './world.ts';

/** The world's only repository and its password, opened past Holdfast. */
export async function openVault(world: World): Promise<{ repository: Repository; location: string; password: string }> {
  const [row] = await world.store.db.select().from(repositories);
  if (!row) throw new Error('there is no vault');
  const password = world.ctx.masterKey.open(row.sealedPassword, repositoryPasswordContext(row.id));
  const cacheDirectory = join(world.home, 'test-cache');
  const repository = openRepository({ restic: await testRestic(), location: row.url, password, cacheDirectory });
  return { repository, location: row.url, password };
}
