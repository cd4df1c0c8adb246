import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locks } from '@holdfast/worker/vault/locks';
import { check } from '@holdfast/worker/vault/maintain';
import { planPrune, prune } from '@holdfast/worker/vault/prune';
import { backup } from '@holdfast/worker/vault/backup';
import { forget } from '@holdfast/worker/vault/forget';
import { storedIds } from '@holdfast/worker/vault/stored-ids';
import { someOf } from '../../kit/endurance.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { filesIn, killOnceSeen, MOMENTS } from './killed-once-seen.ts';
import { openWorkshop, resticError, runRestic, type Workshop } from './kit.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop[Symbol.dispose]());

const MIB = 1024 * 1024;
const NAMES = Array.from({ length: 40 }, (_, number) => `file-${String(number).padStart(2, '0')}`);
const GOING = NAMES.filter((_, number) => number % 2 === 0);
const KEPT = NAMES.filter((name) => !GOING.includes(name));

/**
 * Forty files in one snapshot and a later one with every second of them; the first is forgotten. Small files in their order: whatever restic does
 * at once, its packs hold some of both.
 */
async function forgetHalf(): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map(NAMES.map((name) => [name, randomBytes(MIB / 2)] as const));
  for (const [name, content] of contents) shop.write(join('source', name), content);
  runRestic(shop, 'backup', '--pack-size', '4', shop.path('source'));
  for (const name of GOING) rmSync(shop.path('source', name));
  runRestic(shop, 'backup', shop.path('source'));
  const [first = ''] = await oldestFirst();
  await forget(shop.repository, [first]);
  return contents;
}

async function oldestFirst(): Promise<string[]> {
  const rows: { id: string; time: string }[] = JSON.parse(runRestic(shop, 'snapshots', '--json'));
  return rows.toSorted((a, b) => a.time.localeCompare(b.time)).map(({ id }) => id);
}

/** The structure and all data are whole, and what is left restores byte for byte. */
async function expectWhole(contents: ReadonlyMap<string, Buffer>): Promise<void> {
  expect(await check(shop.repository, { readDataSubset: '100%' })).toMatchObject({ healthy: true });
  const target = shop.path('restored');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  runRestic(shop, 'restore', 'latest', '--target', target);
  const found = join(target, shop.path('source'));
  expect(readdirSync(found).toSorted()).toEqual(KEPT);
  for (const name of KEPT) expect(readFileSync(join(found, name)).equals(contents.get(name) ?? Buffer.of())).toBe(true);
}

function storedBytes(): number {
  const names = readdirSync(join(shop.location, 'data'), { recursive: true, encoding: 'utf8' });
  const stats = names.map((name) => statSync(join(shop.location, 'data', name)));
  return stats.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}

test('it frees what a forgotten snapshot alone had needed, says how much, and keeps everything else', async () => {
  const contents = await forgetHalf();
  const before = storedBytes();
  const plan = await planPrune(shop.repository);
  expect(plan.storedBytes / before).toBeCloseTo(1, 1);
  expect(plan.unusedBytes).toBeGreaterThan(5 * MIB);
  expect(storedBytes()).toBe(before);
  const shares: number[] = [];
  const done = await prune(shop.repository, { onProgress: (share) => shares.push(share) });
  expect(before - storedBytes()).toBeGreaterThan(5 * MIB);
  expect((before - storedBytes()) / done.removedBytes).toBeCloseTo(1, 1);
  expect(shares.at(-1)).toBe(1);
  expect(await planPrune(shop.repository)).toMatchObject({ removedBytes: 0, packsToRemove: 0, unreferencedBytes: 0 });
  await expectWhole(contents);
});

test('a look takes no lock: it works while another process has locked the repository, and leaves none', async () => {
  await forgetHalf();
  const marker = `prune-look-${process.pid}`;
  using locked = lockedBySlowPrune(marker);
  await waitFor('a lock', async () => (await locks(shop.repository)).length > 0);
  expect((await planPrune(shop.repository)).removedBytes).toBeGreaterThan(0);
  const refused = await resticError(prune(shop.repository));
  expect(refused.kind).toBe('locked');
  locked.stop();
  await locked.ended;
});

test('no more is written anew than it was told; doing it again frees the rest', async () => {
  const contents = await forgetHalf();
  const all = await planPrune(shop.repository);
  expect(all.repackBytes).toBeGreaterThan(5 * MIB);
  const first = await prune(shop.repository, { maxRepackBytes: 5 * MIB });
  expect(first.repackBytes).toBeLessThanOrEqual(5 * MIB);
  expect(first.removedBytes).toBeLessThan(all.removedBytes);
  await prune(shop.repository);
  expect((await planPrune(shop.repository)).removedBytes).toBe(0);
  await expectWhole(contents);
});

/** A prune that takes some seconds, since it may write only slowly. */
function slowPrune(marker: string, signal?: AbortSignal) {
  const globalArguments = ['--limit-upload', '1500', '--pack-size', '4'];
  const slow = shop.reopen({ globalArguments });
  return prune(slow, { marker, maxUnusedPercent: 0, ...(signal && { signal }) });
}

function lockedBySlowPrune(marker: string) {
  const abort = new AbortController();
  const ended = slowPrune(marker, abort.signal).catch(() => {});
  return { stop: () => abort.abort(), ended, [Symbol.dispose]: () => abort.abort() };
}

test(
  'interrupted in the middle it leaves no lock and a repository that is whole; the next one frees everything',
  { timeout: 90_000 },
  async () => {
    const contents = await forgetHalf();
    const abort = new AbortController();
    const packs = filesIn(shop, 'data').length;
    const pruning = resticError(slowPrune(`prune-int-${process.pid}`, abort.signal));
    await waitFor('a new pack', async () => filesIn(shop, 'data').length > packs);
    abort.abort();
    expect((await pruning).kind).toBe('interrupted');
    expect(await locks(shop.repository)).toEqual([]);
    await expectWhole(contents);
    const done = await prune(shop.repository, { maxUnusedPercent: 0 });
    expect(done.unreferencedBytes).toBeGreaterThan(0);
    expect(await planPrune(shop.repository, { maxUnusedPercent: 0 })).toMatchObject({ removedBytes: 0 });
    await expectWhole(contents);
  },
);

test.each(someOf(MOMENTS))(
  'killed once %s changed it leaves a repository that is whole, but for its lock; the next one frees everything',
  async (moment) => {
    const contents = await forgetHalf();
    await killOnceSeen(shop, moment, (marker) => slowPrune(marker));
    expect(await check(shop.repository)).toMatchObject({ healthy: true });
    await prune(shop.repository, { maxUnusedPercent: 0 });
    expect(await planPrune(shop.repository, { maxUnusedPercent: 0 })).toMatchObject({ removedBytes: 0 });
    await expectWhole(contents);
  },
  90_000,
);

test('what cannot be removed is no success, though restic ends with 0', async () => {
  await forgetHalf();
  for (const name of readdirSync(join(shop.location, 'data'), { recursive: true, encoding: 'utf8' })) {
    const file = join(shop.location, 'data', name);
    if (statSync(file).isFile()) shop.makeImmutable(file);
  }
  const failed = await resticError(prune(shop.repository));
  expect(failed.kind).toBe('permission');
  expect(failed.message).toMatch(/files are still there/);
});

test('where something that is needed is missing it removes nothing and says that the repository is damaged', async () => {
  await forgetHalf();
  const before = await storedIds(shop.repository, 'packs');
  const largest = readdirSync(join(shop.location, 'data'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(shop.location, 'data', name))
    .filter((file) => statSync(file).isFile())
    .toSorted((a, b) => statSync(b).size - statSync(a).size);
  for (const file of largest.slice(0, 2)) renameSync(file, `${shop.path('away')}-${largest.indexOf(file)}`);
  expect((await resticError(planPrune(shop.repository))).kind).toBe('damaged');
  expect((await resticError(prune(shop.repository))).kind).toBe('damaged');
  expect(await storedIds(shop.repository, 'packs')).toHaveLength(before.length - 2);
});

test('the structure is checked without a lock beside a backup that writes', async () => {
  await forgetHalf();
  shop.write('more/file', randomBytes(8 * MIB));
  const slow = shop.reopen({ globalArguments: ['--limit-upload', '2000', '--pack-size', '4'] });
  const source = { kind: 'paths', cwd: shop.directory, paths: ['more'] } as const;
  const writing = backup(slow, { source, tags: [], host: 'test', ...shop.files() });
  await waitFor('a lock', async () => (await locks(shop.repository)).length > 0);
  expect((await resticError(check(shop.repository))).kind).toBe('locked');
  expect(await check(shop.repository, { noLock: true })).toMatchObject({ healthy: true });
  await writing;
  expect(await check(shop.repository, { noLock: true })).toMatchObject({ healthy: true });
});
