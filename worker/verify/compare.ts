import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { repositoryCatalogue } from '@holdfast/db/queries/repository-catalogue';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { joinWarnings } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explained } from '../repository/errors.ts';
import { storedIds } from '../vault/stored-ids.ts';
import { accountForUnknown, tellUnknown } from './unknown-snapshots.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';

/**
 * Compares what the store believes with what the vault holds: points whose snapshots are gone are marked, and those that are there again
 * lose that mark; whole points that the store lacks are put into the catalogue; everything else that nobody accounts for is told, and
 * never removed. Backups may end meanwhile: the vault is listed before and after the store is read. What is missing is not in the
 * second list; what is unknown is in both.
 */
export async function compareWithCatalogue(verify: VerifyJob, of: VerifiedRepository): Promise<Warnings> {
  const { worker, run } = verify;
  const { id: repositoryId } = of.plan.repository;
  await run.startTask('Compare with the catalogue');
  const list = () => explained(() => storedIds(of.repository, 'snapshots', { signal: run.signal, marker: run.marker }));
  const before = await list();
  faultPoint('verify.vault-listed');
  const catalogue = await persist(run.signal, () => repositoryCatalogue(worker.services.db, repositoryId));
  const after = new Set(await list());
  const damaged = [...catalogue.expected]
    .filter((id) => !after.has(id))
    .map((snapshotId) => ({ snapshotId, certainty: 'MISSING' as const, paths: [], pathCount: null }));
  await persist(run.signal, () => markDamage(worker.services, run.hold, { repositoryId, on: 'PRESENCE', damaged }));
  faultPoint('verify.compared');
  const unknown = before.filter((id) => after.has(id) && !catalogue.expected.has(id) && !catalogue.leaving.has(id));
  if (unknown.length === 0) return NO_WARNINGS;
  const removed = unknown.filter((id) => catalogue.gone.has(id));
  const rest = unknown.filter((id) => !catalogue.gone.has(id));
  return joinWarnings([
    tellUnknown('of recovery points that were removed', removed),
    await accountForUnknown(verify, of, rest),
  ]);
}
