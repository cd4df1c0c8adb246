import type { RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import type { Context, Services } from '@holdfast/db/services/context';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { keepRecoveryKit } from '@holdfast/db/services/vault/keep-recovery-kit';
import { rebuildVault, type FoundRepository } from '@holdfast/db/services/vault/rebuild';
import type { Restic } from '../vault/find.ts';
import { openRepository } from '../vault/repository.ts';
import { findRepository } from './find-repository.ts';
import { tellRebuilt } from './tell-rebuilt.ts';
import type { Tell } from './tell.ts';

/** Also from a disk that cannot be written. Nothing is removed under us that matters: what is gone shows when it is read. */
const READ_ONLY = ['--no-lock'];

export interface Rebuilding {
  readonly services: Services;
  readonly kit: RecoveryKit;
  /** HOLDFAST_HOME: the kit is written there as the store knows it now. */
  readonly home: string;
  readonly engine: { readonly restic: Restic; readonly cacheDirectory: string };
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/**
 * Rebuilds what a store lacks of a vault's catalogue from its repositories and kit, all or nothing, and says what came of it
 * (law 13). The vault is only read.
 * @throws HoldfastError of the engine; ConflictError of `rebuildVault`
 */
export async function rebuildCatalogue({ services, kit, home, engine, signal, tell }: Rebuilding): Promise<void> {
  const ctx: Context = { ...services, actor: { type: 'system', component: 'setup' } };
  const repositories: FoundRepository[] = [];
  for (const from of kit.repositories) {
    const { location, password } = from;
    const repository = openRepository({ ...engine, location, password, globalArguments: READ_ONLY });
    repositories.push(await findRepository({ from, repository, signal, now: services.clock.now(), tell }));
  }
  signal.throwIfAborted();
  const rebuilt = await rebuildVault(ctx, { vault: kit.vault, repositories });
  for (const site of new Set(kit.repositories.map((one) => one.site))) await ensureSite(services, site);
  tellRebuilt(tell, { kit, rebuilt });
  const { path, isNew } = await keepRecoveryKit(ctx, home, kit.vault.id);
  if (isNew) tell(`Its recovery kit is in ${path}. Keep a copy of it somewhere else.`);
}
