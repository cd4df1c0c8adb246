import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { replacedData } from '@holdfast/db/schema';
import { backUp, onlyPoint, restoreFrom } from '../kit/jobs.ts';
import { waitFor } from '../kit/wait-for.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

test('what a restore replaced is kept for its days and removed after them', { timeout: 120_000 }, async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'old');
  const { itemId } = await protectFolder(world, folder);
  const worker = await world.startWorker();
  await backUp(world, itemId);
  writeFileSync(join(folder, 'file'), 'newer');
  const { id: recoveryPointId } = await onlyPoint(world, itemId);
  const job = await restoreFrom(world, { recoveryPointId, target: { conflict: 'REPLACE' } });
  const kept = String(job.result?.['replacedKeptAt']);
  worker.kill('SIGKILL');
  await worker.ended;

  await world.startWorker();
  expect(existsSync(join(kept, 'folder', 'file'))).toBe(true);

  const { db } = world.store;
  await db
    .update(replacedData)
    .set({ keptUntil: sql`now() - interval '1 second'` })
    .where(eq(replacedData.jobId, job.id));
  await world.startWorker();
  await waitFor(
    'the removal to be told',
    async () => (await db.select().from(replacedData))[0]?.removedAt ?? undefined,
  );
  expect(existsSync(kept)).toBe(false);
  expect(existsSync(join(folder, 'file'))).toBe(true);
});
