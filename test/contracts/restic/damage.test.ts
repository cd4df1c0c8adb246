import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import { damagedSnapshots, snapshotsOfPacks } from '@holdfast/worker/vault/losses';
import { check } from '@holdfast/worker/vault/maintain';
import { repairIndex, repairPacks } from '@holdfast/worker/vault/repair';
import { storedIds } from '@holdfast/worker/vault/stored-ids';
import { seededBytes } from '../../kit/sample-files.ts';
import { flipBytes, packsOf } from '../../kit/repository-faults.ts';
import { openWorkshop, resticError, runRestic, type Workshop } from './kit.ts';

const LOOK = { noLock: true, readDataSubset: '1/1' };

async function store(shop: Workshop, folder: string): Promise<string> {
  const source = { kind: 'paths', cwd: shop.path(folder), paths: ['.'] } as const;
  const { summary } = await backup(shop.repository, { source, tags: [folder], host: 'h', ...shop.files() });
  return summary.snapshotId;
}

interface Stored {
  readonly a: string;
  readonly b: string;
  /** Both a and b need the content of it. */
  readonly shared: string;
  /** Only a. */
  readonly ofA: string;
}

/** Two folders that have one file in common, each in a snapshot. */
async function storeTwo(shop: Workshop): Promise<Stored> {
  shop.write('a/shared', seededBytes('shared', 900_000));
  const before = new Set(packsOf(shop.location));
  const first = await store(shop, 'a');
  const shared = packsOf(shop.location).find((pack) => !before.has(pack)) ?? '';
  rmSync(shop.path('a'), { recursive: true });
  runRestic(shop, 'forget', first);
  shop.write('a/own', seededBytes('own', 800_000));
  shop.write('a/shared', seededBytes('shared', 900_000));
  shop.write('b/deep/copy', seededBytes('shared', 900_000));
  const known = new Set(packsOf(shop.location));
  const a = await store(shop, 'a');
  const ofA = packsOf(shop.location).find((pack) => !known.has(pack)) ?? '';
  return { a, b: await store(shop, 'b'), shared, ofA };
}

/** The pack of a snapshot's own list of files: the trees of b are one pack, stored last. */
function treePackOf(shop: Workshop, snapshotId: string): string {
  const tree = /"tree": ?"([0-9a-f]{64})"/.exec(runRestic(shop, 'cat', 'snapshot', snapshotId))?.[1] ?? '';
  for (const id of readdirSync(join(shop.location, 'index'))) {
    const packs = /\{"id":"([0-9a-f]{64})","blobs":\[.*?\]\}/g;
    for (const [text, pack = ''] of runRestic(shop, 'cat', 'index', id).matchAll(packs)) {
      if (text.includes(tree)) return join(shop.location, 'data', pack.slice(0, 2), pack);
    }
  }
  throw new Error('no pack holds that tree');
}

async function lookAndRepair(shop: Workshop): Promise<void> {
  const { damage, brokenPacks } = await check(shop.repository, LOOK);
  if (damage.index) await repairIndex(shop.repository);
  mkdirSync(shop.path('scratch'), { recursive: true });
  await repairPacks(shop.repository, brokenPacks, { scratch: shop.path('scratch') });
  expect(readdirSync(shop.path('scratch'))).toEqual([]);
}

describe('damage is found and mapped to the snapshots that it touches, and to no other', () => {
  test.each([
    ['flipped bytes', flipBytes],
    ['a cut off end', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ])('%s in a pack that two snapshots need', async (_, damage) => {
    using shop = await openWorkshop();
    const { a, b, shared } = await storeTwo(shop);
    damage(shared);
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: false, brokenPacks: [basename(shared)] });
    await lookAndRepair(shop);
    const losses = await damagedSnapshots(shop.repository, [a, b]);
    expect(losses).toEqual(
      new Map([
        [a, { paths: ['/shared'], pathCount: 1 }],
        [b, { paths: ['/deep/copy'], pathCount: 1 }],
      ]),
    );
    await store(shop, 'a');
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(new Map());
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: true });
  });

  test('a pack that is gone: only who needs it is named, before and after the index is repaired', async () => {
    using shop = await openWorkshop();
    const { a, b, ofA } = await storeTwo(shop);
    rmSync(ofA);
    const found = await check(shop.repository, LOOK);
    expect(found).toMatchObject({ brokenPacks: [], damage: { index: true, missingPacks: [basename(ofA)] } });
    const own = new Map([[a, { paths: ['/own'], pathCount: 1 }]]);
    expect(await snapshotsOfPacks(shop.repository, [basename(ofA)])).toEqual(own);
    await lookAndRepair(shop);
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(own);
  });

  test('a pack that is gone is told however much is said of others after it', async () => {
    using shop = await openWorkshop();
    const { ofA } = await storeTwo(shop);
    rmSync(ofA);
    const others = Array.from(
      { length: 3_000 },
      (_, number) => `pack ${String(number).padStart(64, '0')}: does not exist`,
    );
    const more = shop.write(
      'more',
      others.map((text) => `${JSON.stringify({ message_type: 'error', message: text })}\n`).join(''),
    );
    const real = `${shop.restic.path} "$@" 2>"$0.said"`;
    const script = `#!/bin/sh\n${real}\ncode=$?\n{ head -n 1 "$0.said"; cat ${more}; tail -n +2 "$0.said"; } >&2\nexit $code\n`;
    const path = shop.write('talkative', script);
    chmodSync(path, 0o755);
    const repository = shop.reopen({ restic: { ...shop.restic, path } });
    const { damage, toldAll } = await check(repository, { noLock: true });
    expect(damage.missingPacks).toHaveLength(3_001);
    expect(damage.missingPacks).toContain(basename(ofA));
    expect(toldAll).toBe(true);
  });

  test('who needs packs is found of more packs than fit into one command', async () => {
    using shop = await openWorkshop();
    const { a, ofA } = await storeTwo(shop);
    const packs = Array.from({ length: 40_000 }, () => basename(ofA));
    expect([...(await snapshotsOfPacks(shop.repository, packs)).keys()]).toEqual([a]);
  });

  test('before anything was repaired the packs tell who needs them, flipped ones too', async () => {
    using shop = await openWorkshop();
    const { a, b, shared, ofA } = await storeTwo(shop);
    flipBytes(ofA);
    expect([...(await snapshotsOfPacks(shop.repository, [basename(ofA)])).keys()]).toEqual([a]);
    expect([...(await snapshotsOfPacks(shop.repository, [basename(shared)])).keys()].toSorted()).toEqual(
      [a, b].toSorted(),
    );
  });

  test('a pack of trees: who has them is named, with a cache that still has them too', async () => {
    using shop = await openWorkshop();
    const { a, b } = await storeTwo(shop);
    const pack = treePackOf(shop, b);
    runRestic(shop, 'ls', b);
    rmSync(pack);
    expect(await check(shop.repository, LOOK)).toMatchObject({ damage: { index: true } });
    const whole = new Map([[b, { paths: ['/'], pathCount: 1 }]]);
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(whole);
    await lookAndRepair(shop);
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(whole);
    await store(shop, 'b');
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(new Map());
  });

  test.each([
    ['flipped', flipBytes],
    ['gone', rmSync],
  ])('an index file that is %s is made anew, and nothing was lost', async (_, damage) => {
    using shop = await openWorkshop();
    const { a, b } = await storeTwo(shop);
    for (const id of readdirSync(join(shop.location, 'index'))) {
      damage(join(shop.location, 'index', id));
      break;
    }
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: false, damage: { index: true } });
    await lookAndRepair(shop);
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: true });
    expect(await damagedSnapshots(shop.repository, [a, b])).toEqual(new Map());
  });

  test('a snapshot whose own file is wrong is named by its first digits, and the rest is read nevertheless', async () => {
    using shop = await openWorkshop();
    const { a, b, shared } = await storeTwo(shop);
    flipBytes(join(shop.location, 'snapshots', a));
    flipBytes(shared);
    expect(await check(shop.repository, LOOK)).toMatchObject({
      brokenPacks: [basename(shared)],
      damage: { index: false, snapshots: [a.slice(0, 8)] },
    });
    await lookAndRepair(shop);
    expect([...(await damagedSnapshots(shop.repository, [a, b])).keys()]).toEqual([b]);
  });
});

test('over all shares every pack is read, each in one share', async () => {
  using shop = await openWorkshop();
  const { ofA, shared } = await storeTwo(shop);
  flipBytes(ofA);
  flipBytes(shared);
  const found: string[] = [];
  for (const share of [1, 2, 3, 4, 5]) {
    const looked = await check(shop.repository, { noLock: true, readDataSubset: `${share}/5` });
    found.push(...looked.brokenPacks);
    for (const pack of looked.brokenPacks) expect(parseInt(pack.slice(0, 2), 16) % 5).toBe(share - 1);
  }
  expect(found.toSorted()).toEqual([ofA, shared].map((file) => basename(file)).toSorted());
});

test('a repair waits for nobody who holds a lock: it is refused, and may be asked for again', async () => {
  using shop = await openWorkshop();
  const { shared } = await storeTwo(shop);
  flipBytes(shared);
  const stop = new AbortController();
  const source = { kind: 'command', fileName: 'endless', argv: ['sleep', '600'] } as const;
  const busy = backup(shop.repository, { source, tags: [], host: 'h', signal: stop.signal, ...shop.files() }).catch(
    () => undefined,
  );
  await expect.poll(() => storedIds(shop.repository, 'locks'), { timeout: 20_000 }).toHaveLength(1);
  const packs = [basename(shared)];
  mkdirSync(shop.path('scratch'));
  const error = await resticError(repairPacks(shop.repository, packs, { scratch: shop.path('scratch') }));
  expect(error.kind).toBe('locked');
  expect((await resticError(repairIndex(shop.repository))).kind).toBe('locked');
  stop.abort();
  await busy;
  expect(await repairPacks(shop.repository, packs, { scratch: shop.path('scratch') })).toEqual(packs);
  expect(await repairPacks(shop.repository, packs, { scratch: shop.path('scratch') })).toEqual([]);
});

test('a look during backups finds nothing wrong', { timeout: 120_000 }, async () => {
  using shop = await openWorkshop();
  const repository = shop.reopen({ globalArguments: ['--limit-upload', '6000', '--pack-size', '4'] });
  const ended = new AbortController();
  const backups = (async () => {
    for (const round of [1, 2, 3]) {
      for (let n = 0; n < 20; n++) shop.write(`a/${round}-${n}`, seededBytes(`${round}-${n}`, 300_000));
      const source = { kind: 'paths', cwd: shop.path('a'), paths: ['.'] } as const;
      await backup(repository, { source, tags: [], host: 'h', ...shop.files() });
    }
  })().finally(() => ended.abort());
  let looks = 0;
  while (!ended.signal.aborted) {
    expect(await check(shop.repository, LOOK)).toMatchObject({ healthy: true });
    looks += 1;
  }
  await backups;
  expect(looks).toBeGreaterThan(2);
});
