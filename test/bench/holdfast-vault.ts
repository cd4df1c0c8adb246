import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { createVault } from '@holdfast/db/services/vault/create';
import { partsOf } from './job-parts.ts';
import { timeJob } from './time-job.ts';
import type { Workshop } from './workshop.ts';

export interface JobTime {
  readonly ms: number;
  /** Where it went, in milliseconds. */
  readonly parts: Record<string, number>;
}

/** A vault that was made and used for something tiny, with a folder protected in it. */
export interface HoldfastVault extends AsyncDisposable {
  /** Where its repository is. */
  readonly repository: string;
  backup(): Promise<JobTime & { pointId: string }>;
  /** To a place where nothing is. */
  restore(pointId: string, path: string): Promise<JobTime>;
}

export async function openVault(workshop: Workshop, name: string, data: string): Promise<HoldfastVault> {
  const { world, tiny } = workshop;
  const repository = join(world.home, 'vaults', name);
  const { vaultId } = await createVault(world.ctx, {
    input: { name, path: repository },
    idempotencyKey: world.key(),
  });
  const protect = async (path: string) => {
    const source = { kind: 'FILES', config: { path } };
    const input = { name: `${basename(path)} in ${name}`, vaultId, policyId: tiny.policyId, source };
    return (await protectItem(world.ctx, { input, idempotencyKey: world.key() })).itemId;
  };
  const backUp = (itemId: string) =>
    timeJob(workshop, () => requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() }));
  await backUp(await protect(tiny.folder));
  const itemId = await protect(data);
  return {
    repository,
    async backup() {
      const timed = await backUp(itemId);
      const pointId = String(timed.job.result?.['recoveryPointId']);
      return { ms: timed.endedMs, parts: await partsOf(world, timed), pointId };
    },
    async restore(pointId, path) {
      const input = { recoveryPointId: pointId, target: { path } };
      const request = () => requestRestore(world.ctx, { input, idempotencyKey: world.key() });
      const timed = await timeJob(workshop, request);
      return { ms: timed.endedMs, parts: await partsOf(world, timed) };
    },
    // The store goes on knowing it; nothing asks for it again.
    [Symbol.asyncDispose]: () => rm(repository, { recursive: true, force: true }),
  };
}
