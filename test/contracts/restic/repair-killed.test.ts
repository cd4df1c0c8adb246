import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { damagedSnapshots } from '@holdfast/worker/vault/losses';
import { check } from '@holdfast/worker/vault/maintain';
import { repairIndex, repairPacks } from '@holdfast/worker/vault/repair';
import { someOf } from '../../kit/endurance.ts';
import { flipBytes, packsOf } from '../../kit/repository-faults.ts';
import { seededBytes } from '../../kit/sample-files.ts';
import { killOnceSeen, MOMENTS } from './killed-once-seen.ts';
import { openWorkshop, runRestic, type Workshop } from './kit.ts';

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

test.each(someOf(MOMENTS))(
  'a repair killed once %s changed it lost nothing more: the next one goes on, the next backup heals all',
  { timeout: 90_000 },
  async (moment) => {
    using shop = await openWorkshop();
    const { snapshotId, pack } = storeAndDamage(shop);
    const scratch = shop.path('scratch');
    mkdirSync(scratch, { recursive: true });
    const slow = shop.reopen({ globalArguments: ['--limit-upload', '300'] });
    await killOnceSeen(shop, moment, (marker) => repairPacks(slow, [basename(pack)], { scratch, marker }));
    const look = await check(shop.repository, LOOK);
    if (look.damage.index) await repairIndex(shop.repository);
    // Killed before it removed the pack that it had taken from the index: an index made anew has that pack again, and only reading tells.
    const { brokenPacks } = look.damage.index ? await check(shop.repository, LOOK) : look;
    await repairPacks(shop.repository, brokenPacks, { scratch });
    const lost = (await damagedSnapshots(shop.repository, [snapshotId])).get(snapshotId);
    expect(lost).toMatchObject({ pathCount: 1 });
    runRestic(shop, 'backup', '--force', shop.path('source'));
    expect(await damagedSnapshots(shop.repository, [snapshotId])).toEqual(new Map());
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: true });
  },
);
