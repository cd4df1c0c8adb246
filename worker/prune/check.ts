import { HoldfastError } from '@holdfast/db/domain/errors';
import { faultPoint } from '../fault-point.ts';
import { explained } from '../repository/errors.ts';
import { check } from '../vault/maintain.ts';
import type { Cleaning } from './prune-job.ts';

/**
 * Checks the structure after a clean-up, beside backups and restores: the lease keeps everybody from removing anything.
 * @throws HoldfastError REPOSITORY_DAMAGED
 */
export async function checkStructure({ run, repository, vault }: Cleaning): Promise<void> {
  const { signal, marker } = run;
  const verdict = () => explained(() => check(repository, { signal, marker, noLock: true }));
  // A backup that is cancelled takes back what it had stored: what looked like damage is gone at the second look.
  const found = (await verdict()).healthy ? null : await verdict();
  faultPoint('prune.checked');
  if (!found || found.healthy) return;
  const [first = 'no word of what'] = found.findings;
  throw new HoldfastError({
    code: 'REPOSITORY_DAMAGED',
    message: `The structure of the vault ${vault.name} is damaged: ${found.errorCount} errors; the first: ${first}`,
    cause: 'Files of its repository are missing or cannot be read: its disk fails, or something else has changed them.',
    remedy:
      'Keep the vault as it is and check its disk. A check of the vault finds out which recovery points it touches: it has been called for, unless the vault is never checked by itself. Then ask for one (verifyVault).',
    retryable: false,
    fault: 'USER',
  });
}
