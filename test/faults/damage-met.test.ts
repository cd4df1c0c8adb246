import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { checkedVault } from '../kit/checked-vault.ts';
import { pointsOf } from '../kit/jobs.ts';
import { flipBytes } from '../kit/repository-faults.ts';
import { restorePoint } from '../kit/restores.ts';
import { alertOf, backUpAndLookAgain, checkAfter, marksOf } from '../kit/verification.ts';
import type { World } from '../kit/world.ts';

const SHARES = 9;

test(
  'a restore that meets damage before any check does: all is read by itself, also in a vault that is never checked, its points are marked, and the next backup heals them',
  { timeout: 180_000 },
  async () => {
    const { world: opened, vaultId, photos, orders, pack } = await checkedVault(true);
    await using world = opened;
    await neverCheck(world, vaultId);
    flipBytes(pack);
    const [, newer] = await pointsOf(world, photos);
    const restore = () => restorePoint(world, { id: newer?.id ?? '' }, { path: join(world.data, 'elsewhere') });
    const job = await checkAfter(world, vaultId, async () => {
      expect(await restore()).toMatchObject({ error: { code: 'REPOSITORY_DAMAGED' } });
    });
    const result = { shares: SHARES, sharesOf: SHARES, damaged: 2 };
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', result });
    expect([await marksOf(world, photos), await marksOf(world, orders)]).toEqual([['DAMAGED', 'DAMAGED'], [null]]);
    expect(await alertOf(world, vaultId, 'VAULT_DAMAGED')).toMatchObject({ severity: 'CRITICAL', jobId: job.id });
    expect(await backUpAndLookAgain(world, { vaultId, itemId: photos })).toMatchObject({
      status: 'COMPLETED',
      result: { shares: 0, healed: 2 },
    });
    expect(await marksOf(world, photos)).toEqual([null, null, null]);
    expect(await restore()).toMatchObject({ status: 'COMPLETED' });
  },
);

/** More shares than a run reads by itself. */
async function neverCheck(world: World, vaultId: string): Promise<void> {
  const owner = postgres(world.ownerUrl, { max: 1 });
  await owner`update repositories set shares = ${SHARES} where vault_id = ${vaultId}`;
  await owner`update vaults set verify_days = null where id = ${vaultId}`;
  await owner.end();
}
