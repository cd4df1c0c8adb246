import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { protectedItems } from '@holdfast/db/schema';
import { drill, expectNoScratch, probeOf } from '../kit/drills.ts';
import { backUp, onlyPoint } from '../kit/jobs.ts';
import { startPostgresql } from '../kit/postgresql-server.ts';
import { protectDatabases } from '../kit/protect-databases.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { createShop } from '../kit/shop.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder } from '../kit/world.ts';

vi.setConfig({ testTimeout: 60_000 });

test('files: a point is restored to a scratch folder, equals what the vault holds, and the original is not touched', async () => {
  await using world = await openWorld();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  makeOddTree(folder);
  const { itemId } = await protectFolder(world, folder);
  await world.startWorker();
  await backUp(world, itemId);
  writeFileSync(join(folder, 'newer'), 'newer');
  const before = listTree(world.data);
  const { job, report } = await drill(world, itemId);
  expect(job).toMatchObject({ error: null, status: 'COMPLETED' });
  expect(report).toMatchObject({ outcome: 'PASSED', pointId: (await onlyPoint(world, itemId)).id });
  expect(report?.evidence?.probes.map(({ name, passed }) => ({ name, passed }))).toEqual([
    { name: 'count', passed: true },
    { name: 'attributes', passed: true },
    { name: 'content', passed: true },
  ]);
  expect(listTree(world.data)).toEqual(before);
  const [item] = await world.store.db.select().from(protectedItems).where(eq(protectedItems.id, itemId));
  expect(item?.lastProvenAt).toBeInstanceOf(Date);
  await expectNoScratch(world, job.id);
});

test('databases: all of a point comes back on a throw-away server, with the rows of its dumps and the expected answers', async () => {
  await using server = await startPostgresql();
  await createShop(server);
  await using world = await openWorld();
  await world.startWorker();
  const { itemId } = await protectDatabases(world, server.source());
  await backUp(world, itemId);
  await world.store.db
    .update(protectedItems)
    .set({
      drillQueries: [
        { name: 'orders', database: 'shop', sql: 'select count(*) from orders;', expect: { atLeast: 2000 } },
      ],
    })
    .where(eq(protectedItems.id, itemId));
  await server.stop();
  const { job, report } = await drill(world, itemId);
  expect(job).toMatchObject({ error: null });
  expect(report).toMatchObject({ outcome: 'PASSED' });
  expect(probeOf(report?.evidence, 'rows of shop')).toMatchObject({ passed: true });
  expect(probeOf(report?.evidence, 'query orders')).toMatchObject({ passed: true });
  await expectNoScratch(world, job.id);
});
