import type { Services } from '@holdfast/db/services/context';
import { beginAttempt, type Beginning } from '@holdfast/db/services/job/begin-attempt';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { updateSite } from '@holdfast/db/services/site/update';
import { updateVault } from '@holdfast/db/services/vault/update';
import { createVault } from '@holdfast/db/services/vault/create';
import { as, protectFolder, protectServer, request, seedEstate, type Estate } from '../../kit/estate.ts';

let made = 0;

/** One more vault of the estate's site. */
export async function addVault(services: Services, { siteId }: Estate): Promise<string> {
  const vault = { name: `other vault ${(made += 1)}`, siteId, path: `/srv/other-${made}` };
  return (await createVault(as(services, 'ADMIN'), request(vault))).vaultId;
}

/** Queued backups of so many new folders of the estate, the first asked for first. */
export async function queueBackups(
  services: Services,
  estate: Pick<Estate, 'vaultId' | 'policyId'>,
  count: number,
): Promise<string[]> {
  const admin = as(services, 'ADMIN');
  const { vaultId, policyId } = estate;
  const jobIds: string[] = [];
  for (let one = 0; one < count; one++) {
    const folder = { vaultId, policyId, name: `folder ${(made += 1)}`, path: `/srv/folder-${made}` };
    const { itemId } = await protectFolder(admin, folder);
    jobIds.push((await requestBackup(admin, request({ itemId }))).jobId);
  }
  // By when they were asked for; those of one millisecond have no order of their own.
  return jobIds.toSorted();
}

/** The same of one database server of that host. */
export async function queueServerBackup(services: Services, estate: Estate, host: string): Promise<string> {
  const admin = as(services, 'ADMIN');
  const { vaultId, policyId } = estate;
  const server = { vaultId, policyId, name: `server ${(made += 1)}`, config: { host, user: 'backup' } };
  const { itemId } = await protectServer(admin, server);
  return (await requestBackup(admin, request({ itemId }))).jobId;
}

export async function limitVault(services: Services, vaultId: string, maxJobs: number): Promise<void> {
  await updateVault(as(services, 'ADMIN'), request({ vaultId, maxJobs }));
}

export async function setSite(services: Services, siteId: string, settings: object): Promise<void> {
  await updateSite(as(services, 'ADMIN'), request({ siteId, ...settings }));
}

/** An estate of its own whose vault takes so many jobs at once. */
export async function seedLimited(services: Services, maxJobs: number): Promise<Estate> {
  const estate = await seedEstate(services);
  await limitVault(services, estate.vaultId, maxJobs);
  return estate;
}

/** Takes each job for the estate's worker, one after another. */
export async function beginEach(
  services: Services,
  { workerId }: Estate,
  jobIds: readonly string[],
): Promise<Beginning['kind'][]> {
  const kinds: Beginning['kind'][] = [];
  for (const jobId of jobIds) kinds.push((await beginAttempt(services, { jobId, workerId })).kind);
  return kinds;
}
