import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { eq } from 'drizzle-orm';
import { repositories } from '@holdfast/db/schema';
import { repositoryPasswordContext } from '@holdfast/db/sealed-contexts';
import { isFinal } from '@holdfast/db/domain/job';
import { requestDrill } from '@holdfast/db/services/drill/request';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { createVault } from '@holdfast/db/services/vault/create';
import { requestVerification } from '@holdfast/db/services/verification/request';
import { readJob } from '../kit/jobs.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { installedTools } from '../kit/tools.ts';
import { waitFor } from '../kit/wait-for.ts';
import { run } from './command.ts';
import { totalsOf } from './data/totals.ts';
import { quietDisk } from './quiet-disk.ts';
import { timeJob } from './time-job.ts';
import type { Workshop } from './workshop.ts';

/** A vault with a point of some data, which is proven in every way. All times are in milliseconds. */
export interface CaredVault extends AsyncDisposable {
  /** What its repository takes up, in bytes. */
  storedBytes(): Promise<number>;
  /** One look that reads all of it, as a job. */
  verify(): Promise<number>;
  /** The same by restic alone. */
  check(): Promise<number>;
  /** A backup of bytes that are new, of another item in the same vault. */
  backUpNew(name: string): Promise<number>;
  /** The same while the data's point is drilled, which goes on longer. */
  backUpBesideDrill(name: string): Promise<{ ms: number; drillMs: number }>;
}

export interface CaredData {
  readonly data: string;
  /** How much is new in the other item each time. */
  readonly newBytes: number;
}

/** Makes the vault, and backs the data up. */
export async function openCaredVault(workshop: Workshop, { data, newBytes }: CaredData): Promise<CaredVault> {
  const { world, tiny, signal } = workshop;
  const key = () => world.key();
  const repository = join(world.home, 'vaults', 'trust');
  const beside = join(world.data, 'trust-beside');
  await mkdir(beside);
  const { vaultId } = await createVault(world.ctx, {
    input: { name: 'trust', path: repository, verifyDays: 1 },
    idempotencyKey: key(),
  });
  const protect = async (path: string) => {
    const input = {
      name: basename(path),
      vaultId,
      policyId: tiny.policyId,
      source: { kind: 'FILES', config: { path } },
    };
    return (await protectItem(world.ctx, { input, idempotencyKey: key() })).itemId;
  };
  const timeBackup = (itemId: string) =>
    timeJob(workshop, () => requestBackup(world.ctx, { input: { itemId }, idempotencyKey: key() }));
  const [itemId, besideId] = [await protect(data), await protect(beside)];
  await timeBackup(itemId);
  const backUpNew = async (name: string) => {
    await writeFile(join(beside, 'new'), seededBytes(name, newBytes));
    await quietDisk([beside], signal);
    return (await timeBackup(besideId)).endedMs;
  };
  return {
    storedBytes: async () => (await totalsOf(repository)).bytes,
    async verify() {
      await quietDisk([repository], signal);
      return (
        await timeJob(workshop, () => requestVerification(world.ctx, { input: { vaultId }, idempotencyKey: key() }))
      ).endedMs;
    },
    async check() {
      const [row] = await world.store.db.select().from(repositories).where(eq(repositories.vaultId, vaultId));
      if (!row) throw new Error('the vault has no repository');
      const password = world.ctx.masterKey.open(row.sealedPassword, repositoryPasswordContext(row.id));
      await quietDisk([repository], signal);
      const cache = join(workshop.folder, 'trust-cache');
      return run({
        program: installedTools().restic.path,
        args: ['check', '--read-data', '--no-lock', '--cache-dir', cache],
        env: { RESTIC_REPOSITORY: row.url, RESTIC_PASSWORD: password },
        signal,
      });
    },
    backUpNew,
    async backUpBesideDrill(name) {
      let started: string | undefined;
      const drill = timeJob(workshop, async () => {
        const asked = await requestDrill(world.ctx, { input: { itemId }, idempotencyKey: key() });
        started = asked.jobId;
        return asked;
      });
      // Whoever waits for it hears why it failed below.
      drill.catch(() => undefined);
      const restores = async () => {
        if (started === undefined) return false;
        const { progress, status } = await readJob(world, started);
        return progress !== null || isFinal(status);
      };
      await waitFor('the drill to restore', restores);
      const ms = await backUpNew(name);
      return { ms, drillMs: (await drill).endedMs };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([beside, repository].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
