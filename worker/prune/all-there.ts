import { HoldfastError } from '@holdfast/db/domain/errors';
import { repositoryCatalogue } from '@holdfast/db/queries/repository-catalogue';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { storedIds } from '../vault/stored-ids.ts';
import type { Cleaning } from './prune-job.ts';

/**
 * Proves that the vault lists every snapshot that the catalogue counts on. What belongs to one that was removed behind our back, or that the storage
 * does not show just now, looks to the engine like waste, and is all that could bring its point back.
 * @throws HoldfastError SNAPSHOTS_MISSING
 */
export async function expectAllThere({ worker, run, row, repository, vault }: Cleaning): Promise<void> {
  const { signal, marker } = run;
  // The store first: a snapshot is stored before its point is in the catalogue.
  const { expected } = await persist(signal, () => repositoryCatalogue(worker.services.db, row.id));
  const stored = new Set(await explained(() => storedIds(repository, 'snapshots', { signal, marker })));
  const missing = [...expected].filter((id) => !stored.has(id)).length;
  if (missing === 0) return;
  throw new HoldfastError({
    code: 'SNAPSHOTS_MISSING',
    message: `Nothing was freed: the vault ${vault.name} lacks ${missing} of ${expected.size} snapshots that its recovery points need.`,
    cause:
      'Somebody removed them past Holdfast, or the storage does not show all its files. What they need is still stored, and would be thrown away.',
    remedy:
      'Check the disk of the vault, and bring the files back where a copy has them. Space is freed again once they are back, or once their recovery points are removed for good: some days after they are deleted.',
    retryable: false,
    fault: 'USER',
  });
}
