import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { backUp, pointsOf } from '../kit/jobs.ts';
import { MOMENTS, openScene, SEED, surviveDeath, timed } from '../kit/random-deaths.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { expectVaultMatchesStore } from '../kit/soundness.ts';

test(
  `killed at ${MOMENTS} random moments of backups (seed ${SEED}): each ends with one point, and the vault holds nothing else`,
  { timeout: 900_000 },
  async () => {
    const scene = await openScene(SEED);
    const { world, folder, itemId } = scene;
    await using _ = world;
    const takesMs = await timed(() => backUp(world, itemId));
    for (let moment = 1; moment <= MOMENTS; moment++) {
      writeFileSync(join(folder, 'big-0'), seededBytes(`moment ${moment}`, 8_000_000));
      const { jobId } = await requestBackup(world.ctx, { input: { itemId }, idempotencyKey: world.key() });
      const job = await surviveDeath(scene, { id: jobId, takesMs });
      expect(job.status, `moment ${moment}`).toMatch(/^COMPLETED/);
      expect(await pointsOf(world, itemId), `moment ${moment}`).toHaveLength(moment + 1);
      await expectVaultMatchesStore(world);
    }
  },
);
