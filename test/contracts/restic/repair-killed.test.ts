import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { damagedSnapshots } from '@holdfast/worker/vault/losses';
import { removeStaleLocks } from '@holdfast/worker/vault/locks';
import { check } from '@holdfast/worker/vault/maintain';
import { repairIndex, repairPacks } from '@holdfast/worker/vault/repair';
import { someOf } from '../../kit/endurance.ts';
import { flipBytes, packsOf } from '../../kit/repository-faults.ts';
import { seededBytes } from '../../kit/sample-files.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { openWorkshop, processesMarked, runRestic, type Workshop } from './kit.ts';

const FILES = ['first', 'second', 'third'];
const LOOK = { noLock: true, readDataSubset: '1/1' };

/** One pack holds the contents of three files; sixteen bytes in the middle of it are wrong. */
function storeAndDamage(shop: Workshop): { snapshotId: string; pack: string } {
  for (const name of FILES) shop.write(join('source', name), seededBytes(name, 900_000));
  runRestic(shop, 'backup', shop.path('source'));
  const rows: { id: string }[] = JSON.parse(runRestic(shop, 'snapshots', '--json'));
  const pack = packsOf(shop.location)[0] ?? '';
  flipBytes(pack);
  return { snapshotId: rows[0]?.id ?? '', pack };
}

const filesIn = (shop: Workshop, folder: string) =>
  readdirSync(join(shop.location, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /[0-9a-f]{64}$/.test(file),
  );

/** What is seen in the repository while packs are repaired, in this order. */
const MOMENTS = ['locks', 'data', 'index', 'gone'] as const;

test.each(someOf(MOMENTS))(
  'a repair killed once %s changed it lost nothing more: the next one goes on, the next backup heals all',
  { timeout: 90_000 },
  async (moment) => {
    using shop = await openWorkshop();
    const { snapshotId, pack } = storeAndDamage(shop);
    const scratch = shop.path('scratch');
    mkdirSync(scratch, { recursive: true });
    const marker = `repair-kill-${process.pid}-${moment}`;
    const folder = moment === 'gone' ? 'data' : moment;
    const before = filesIn(shop, folder);
    const hasCome = (now: string[]) =>
      moment === 'gone' ? before.some((file) => !now.includes(file)) : now.some((file) => !before.includes(file));
    let hasEnded = false;
    const slow = shop.reopen({ globalArguments: ['--limit-upload', '300'] });
    const repairing = repairPacks(slow, [basename(pack)], { scratch, marker })
      .catch(() => {})
      .finally(() => (hasEnded = true));
    await waitFor(moment, async () => hasEnded || hasCome(filesIn(shop, folder)), 60_000);
    for (const { pid } of processesMarked(marker)) process.kill(pid, 'SIGKILL');
    await repairing;
    await removeStaleLocks(shop.repository, () => true);
    const { brokenPacks, damage } = await check(shop.repository, LOOK);
    if (damage.index) await repairIndex(shop.repository);
    await repairPacks(shop.repository, brokenPacks, { scratch });
    const lost = (await damagedSnapshots(shop.repository, [snapshotId])).get(snapshotId);
    expect(lost).toMatchObject({ pathCount: 1 });
    runRestic(shop, 'backup', '--force', shop.path('source'));
    expect(await damagedSnapshots(shop.repository, [snapshotId])).toEqual(new Map());
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: true });
  },
);
