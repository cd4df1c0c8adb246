import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { repositoriesToMeasure, spaceOfItems, spaceOfVaults } from '@holdfast/db/queries/space';
import { acknowledgeAlert } from '@holdfast/db/services/alert/acknowledge';
import { recordSpace } from '@holdfast/db/services/vault/record-space';
import { measureDue } from '@holdfast/worker/scheduler/measure-space';
import { as, request, seedEstate, type Estate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { mountSmallDisk } from '../../kit/small-disk.ts';
import { seedPoints } from './retention-kit.ts';
import { makePoint, type Row } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const GB = 1e9;
const MiB = 2 ** 20;

/** An estate whose vault is made on disk, as far as the store knows. */
async function seedMade(vaultPath?: string): Promise<Estate & { repositoryId: string }> {
  const estate = await seedEstate(services, vaultPath === undefined ? {} : { vaultPath });
  const [repository] = await owner<{ id: string }[]>`
    update repositories set engine_id = id, initialised_at = now() where vault_id = ${estate.vaultId} returning id`;
  return { ...estate, repositoryId: repository?.id ?? '' };
}

/** What was measured on days gone by, the last one a day and a bit ago. */
async function seedSizes(repositoryId: string, stored: readonly number[], capacityBytes: number): Promise<void> {
  for (const [index, storedBytes] of stored.entries()) {
    const days = stored.length - index;
    await owner`insert into repository_sizes (repository_id, measured_at, stored_bytes, free_bytes, capacity_bytes)
      values (${repositoryId}, now() - make_interval(days => ${days}), ${storedBytes}, ${capacityBytes - storedBytes}, ${capacityBytes})`;
  }
}

async function measure(repositoryId: string, storedBytes: number, freeBytes: number): Promise<boolean> {
  await owner`update repository_sizes set measured_at = measured_at - interval '61 minutes' where repository_id = ${repositoryId}`;
  return recordSpace(services, { repositoryId, storedBytes, freeBytes, capacityBytes: 1_000 * GB });
}

async function alertsOf({ vaultId }: Estate): Promise<Row[]> {
  return [
    ...(await owner<Row[]>`select id, kind, severity, condition, state, count, error->>'message' as message
      from alerts where vault_id = ${vaultId} and kind = 'VAULT_FILLING' order by id`),
  ];
}

test('a repository is measured once an hour at most, with the sum of what its available points are of', async () => {
  const estate = await seedMade();
  await makePoint(services, estate);
  await makePoint(services, estate);
  const measured = { repositoryId: estate.repositoryId, storedBytes: 500, freeBytes: 600, capacityBytes: 1_000 };
  expect(await repositoriesToMeasure(services.db, estate.siteId)).toEqual([
    { id: estate.repositoryId, url: '/srv/vault' },
  ]);
  expect(await Promise.all([1, 2, 3].map(() => recordSpace(services, measured)))).toEqual(
    expect.arrayContaining([true, false, false]),
  );
  expect(await repositoriesToMeasure(services.db, estate.siteId)).toEqual([]);
  expect(
    await owner`select stored_bytes, source_bytes, needed_bytes from repository_sizes where repository_id = ${estate.repositoryId}`,
  ).toEqual([{ stored_bytes: '500', source_bytes: '2000', needed_bytes: null }]);
});

test('what was measured under a clock that was ahead keeps nobody from measuring, and does not say what is free now', async () => {
  const estate = await seedMade();
  const { repositoryId } = estate;
  await owner`insert into repository_sizes (repository_id, measured_at, stored_bytes, free_bytes, capacity_bytes)
    values (${repositoryId}, now() + interval '1 year', 1, ${900 * GB}, ${1_000 * GB})`;
  expect(await repositoriesToMeasure(services.db, estate.siteId)).toHaveLength(1);
  const measured = { repositoryId, storedBytes: 980 * GB, freeBytes: 20 * GB, capacityBytes: 1_000 * GB };
  expect(await recordSpace(services, measured)).toBe(true);
  expect(await alertsOf(estate)).toMatchObject([{ severity: 'CRITICAL', condition: 'FIRED' }]);
  const space = (await spaceOfVaults(services.db, [estate.vaultId])).get(estate.vaultId);
  expect(space).toMatchObject({ freeBytes: 20 * GB, filling: 'CRITICAL' });
});

test('an item of which one point is there grows by nothing', async () => {
  const estate = await seedMade();
  await seedPoints(owner, estate, ['2026-11-01T03:00Z']);
  const items = await spaceOfItems(services.db, [estate.itemId]);
  expect(items.get(estate.itemId)).toMatchObject({ recoveryPoints: 1, growthBytesPerDay: 0 });
});

test('a vault that grows is told of two weeks before its disk is full, once; it gets worse in the same alert, and ends with room', async () => {
  const estate = await seedMade();
  const { repositoryId } = estate;
  await seedSizes(
    repositoryId,
    [600, 620, 640, 660, 680, 700].map((size) => size * GB),
    1_000 * GB,
  );
  await measure(repositoryId, 732 * GB, 268 * GB);
  const [warning, ...others] = await alertsOf(estate);
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ severity: 'WARNING', condition: 'FIRED', state: 'NEW', count: 1 });
  expect(warning?.['message']).toMatch(
    /is filling up: 27 % of its disk is free, and at its pace of late it is full in about 13 days\.$/,
  );
  await measure(repositoryId, 733 * GB, 267 * GB);
  expect(await alertsOf(estate)).toEqual([warning]);
  await acknowledgeAlert(as(services, 'OPERATOR'), request({ alertId: warning?.['id'] }));
  await measure(repositoryId, 980 * GB, 20 * GB);
  expect(await alertsOf(estate)).toMatchObject([{ id: warning?.['id'], severity: 'CRITICAL', state: 'NEW', count: 2 }]);
  await measure(repositoryId, 200 * GB, 800 * GB);
  expect(await alertsOf(estate)).toMatchObject([{ id: warning?.['id'], condition: 'RESOLVED' }]);
});

test('a vault says how large it is, before and after, how fast it grows and when its disk is full; an item what it takes', async () => {
  const estate = await seedMade();
  const { repositoryId } = estate;
  await seedPoints(owner, estate, ['2026-11-01T03:00Z', '2026-11-02T03:00Z']);
  await seedSizes(
    repositoryId,
    [100, 110, 120, 130, 140, 150].map((size) => size * GB),
    1_000 * GB,
  );
  expect((await spaceOfVaults(services.db, [estate.vaultId])).get(estate.vaultId)).toMatchObject({
    storedBytes: 150 * GB,
    freeBytes: 850 * GB,
    capacityBytes: 1_000 * GB,
    filling: null,
  });
  const space = (await spaceOfVaults(services.db, [estate.vaultId])).get(estate.vaultId);
  expect(space?.growthBytesPerDay).toBeCloseTo(10 * GB, -4);
  expect(space?.daysUntilFull).toBeCloseTo(85, 3);
  const items = await spaceOfItems(services.db, [estate.itemId]);
  expect(items.get(estate.itemId)).toMatchObject({ recoveryPoints: 2, sourceBytes: 2_000, storedBytes: 200 });
  expect((await spaceOfVaults(services.db, [(await seedEstate(services)).vaultId])).size).toBe(0);
});

test('a worker measures the files of its own vaults and what their disk has left, and tells when that is little', async () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-space-'));
  try {
    using _disk = mountSmallDisk(join(home, 'disk'), 40);
    const url = join(home, 'disk', 'vault');
    await mkdir(join(url, 'data', '00'), { recursive: true });
    await writeFile(join(url, 'data', '00', 'pack'), Buffer.alloc(38 * MiB));
    await writeFile(join(url, 'config'), 'x'.repeat(100));
    const estate = await seedMade(url);
    const elsewhere = await seedMade(join(home, 'disk', 'not there'));
    const log = pino({ level: 'silent' });
    const work = (siteId: string) => measureDue({ siteId, services, log }, new AbortController().signal);
    await work(estate.siteId);
    await work(elsewhere.siteId);
    const space = (await spaceOfVaults(services.db, [estate.vaultId])).get(estate.vaultId);
    expect(space).toMatchObject({ storedBytes: 38 * MiB + 100, capacityBytes: 40 * MiB, filling: 'WARNING' });
    expect(space?.freeBytes).toBeLessThan(2 * MiB);
    expect(await alertsOf(estate)).toMatchObject([{ severity: 'WARNING', condition: 'FIRED' }]);
    expect(await owner`select from repository_sizes where repository_id = ${elsewhere.repositoryId}`).toHaveLength(0);
    await rm(join(url, 'data'), { recursive: true });
    await owner`update repository_sizes set measured_at = measured_at - interval '2 hours' where repository_id = ${estate.repositoryId}`;
    await work(estate.siteId);
    expect(await alertsOf(estate)).toMatchObject([{ condition: 'RESOLVED' }]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
