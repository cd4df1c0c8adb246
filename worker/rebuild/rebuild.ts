import type { RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import type { Services } from '@holdfast/db/services/context';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { rebuildVault, type FoundRepository } from '@holdfast/db/services/vault/rebuild';
import type { Restic } from '../vault/find.ts';
import { openRepository } from '../vault/repository.ts';
import { findRepository } from './find-repository.ts';
import type { Tell } from './tell.ts';

/** Also from a disk that cannot be written. Nothing is removed under us that matters: what is gone shows when it is read. */
const READ_ONLY = ['--no-lock'];

export interface Rebuilding {
  readonly services: Services;
  readonly kit: RecoveryKit;
  readonly engine: { readonly restic: Restic; readonly cacheDirectory: string };
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/**
 * Rebuilds the catalogue of a vault from its repositories and kit, all or nothing, and says what came of it (law 13). The
 * vault is only read.
 * @throws HoldfastError of the engine; ConflictError ALREADY_EXISTS where the store knows the vault
 */
export async function rebuildCatalogue({ services, kit, engine, signal, tell }: Rebuilding): Promise<void> {
  const repositories: FoundRepository[] = [];
  for (const from of kit.repositories) {
    const { location, password, site } = from;
    const repository = openRepository({ ...engine, location, password, globalArguments: READ_ONLY });
    const found = await findRepository({ from, repository, signal, tell });
    repositories.push({ ...found, siteId: await ensureSite(services, site) });
  }
  signal.throwIfAborted();
  const ctx = { ...services, actor: { type: 'system', component: 'setup' } } as const;
  const { items, points, withoutSecret } = await rebuildVault(ctx, { vault: kit.vault, repositories });
  tell(`The vault ${kit.vault.name} is back: ${items} items, ${points} recovery points.`);
  if (withoutSecret.length > 0)
    tell(`Give the passwords of these again, with updateItem: ${withoutSecret.join(', ')}.`);
  const sites = [...new Set(kit.repositories.map(({ site }) => site))];
  tell(`Its site is ${sites.join(', ')}: HOLDFAST_SITE of the worker on the machine that holds it.`);
}
