import type { Sql } from 'postgres';
import type { Services } from '@holdfast/db/services/context';
import type { Hold } from '@holdfast/db/services/job/hold';
import { takeLease } from '@holdfast/db/services/lease/take';
import { requestPrune } from '@holdfast/db/services/prune/request';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { begin } from './kit.ts';

export interface Pruned extends Estate {
  readonly repositoryId: string;
}

/** An estate whose vault has been written to. */
export async function seedWritten(owner: Sql, services: Services): Promise<Pruned> {
  const estate = await seedEstate(services);
  const [row] = await owner<{ id: string }[]>`
    update repositories set engine_id = md5(id), initialised_at = now() where vault_id = ${estate.vaultId} returning id`;
  return { ...estate, repositoryId: row?.id ?? '' };
}

/** Asks for a clean-up and takes it, with the lease, as the estate's worker. */
export async function beginPrune(services: Services, { vaultId, workerId, repositoryId }: Pruned): Promise<Hold> {
  const { jobId } = await requestPrune(as(services, 'CONTRIBUTOR'), request({ vaultId }));
  const hold = await begin(services, { jobId, workerId });
  const holder = await takeLease(services, hold, { repositoryId, purpose: 'PRUNE' });
  if (holder) throw new Error(`${holder.jobId} has the lease`);
  return hold;
}
