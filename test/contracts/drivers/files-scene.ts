import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesConfigSchema } from '@holdfast/db/sources/files';
import { filesDriver } from '@holdfast/worker/sources/files/driver';
import { makeOddTree } from '../../kit/sample-files.ts';
import { listTree } from '../../kit/tree.ts';
import { openWorkshop } from '../restic/kit.ts';
import type { Scene } from './scene.ts';

/** A folder below a root that may be restored to. */
export async function openFilesScene(): Promise<Scene> {
  const shop = await openWorkshop();
  const root = shop.path('root');
  const folder = join(root, 'folder');
  mkdirSync(folder, { recursive: true });
  makeOddTree(folder);
  const settings = {
    ...{ home: shop.path('home'), roots: [root], vaultRoots: [shop.location], concurrency: 1 },
    ...{ restic: shop.restic, postgresqlFolders: [] },
  };
  const config = filesConfigSchema.parse({ path: folder });
  return {
    source: { kind: 'FILES', config },
    shop,
    open: () => filesDriver(settings, config),
    openMissing: () => filesDriver(settings, { ...config, path: join(root, 'gone') }),
    facts: async () => listTree(folder),
    change: async () => writeFileSync(join(folder, 'plain.txt'), 'newer'),
    destroy: async () => rmSync(folder, { recursive: true }),
    leftovers: async () =>
      readdirSync(root).filter((name) => name !== 'folder' && !name.startsWith('.holdfast-replaced-')),
    async [Symbol.asyncDispose]() {
      shop[Symbol.dispose]();
    },
  };
}
