import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { backUp, ended, pointsOf } from '../kit/jobs.ts';
import { MOMENTS, openScene, SEED, surviveDeath, timed } from '../kit/random-deaths.ts';
import { listTree } from '../kit/tree.ts';

test(
  `killed at ${MOMENTS} random moments of restores (seed ${SEED}): the target is wholly new and nothing is left beside it`,
  { timeout: 900_000 },
  async () => {
    const scene = await openScene(SEED + 1);
    const { world, folder, itemId } = scene;
    await using _ = world;
    const original = listTree(folder);
    await backUp(world, itemId);
    const [point] = await pointsOf(world, itemId);
    const input = { recoveryPointId: point?.id, target: { conflict: 'REPLACE' } };
    const restore = () => requestRestore(world.ctx, { input, idempotencyKey: world.key() });
    const takesMs = await timed(async () => ended(world, (await restore()).jobId));
    for (let moment = 1; moment <= MOMENTS; moment++) {
      writeFileSync(join(folder, 'newer'), `moment ${moment}`);
      const { jobId } = await restore();
      const job = await surviveDeath(scene, { id: jobId, takesMs });
      expect(job.status, `moment ${moment}`).toBe('COMPLETED');
      expect(listTree(folder), `moment ${moment}`).toEqual(original);
      for (const name of readdirSync(world.data)) {
        expect(name.startsWith('.holdfast-restore-'), name).toBe(false);
        if (name.startsWith('.holdfast-replaced-')) rmSync(join(world.data, name), { recursive: true });
      }
    }
  },
);
