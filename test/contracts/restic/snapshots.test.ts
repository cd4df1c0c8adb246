import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import { forget } from '@holdfast/worker/vault/forget';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import type { Snapshot } from '@holdfast/worker/vault/snapshots';
import { openWorkshop, runRestic } from './kit.ts';
import type { Workshop } from './kit.ts';

/** What is collected whole of any other run of restic. */
const captureLimit = 64 * 1024 * 1024;

async function store(shop: Workshop, tags: readonly string[] = []): Promise<string> {
  shop.write('source/a', 'x');
  const source = { kind: 'paths', cwd: shop.path('source'), paths: ['.'] } as const;
  const { summary } = await backup(shop.repository, { source, tags, host: 'h', ...shop.files() });
  return summary.snapshotId;
}

/** One snapshot whose listed paths are beyond the limit together: they are long, and Go's JSON takes six bytes for a `<`. */
async function storeManyPaths(shop: Workshop): Promise<string> {
  const cwd = shop.path(...Array.from({ length: 15 }, () => '<'.repeat(250)));
  mkdirSync(cwd, { recursive: true });
  const names = Array.from({ length: Math.ceil(captureLimit / (6 * 15 * 250)) }, (_, index) => `${index}`);
  for (const name of names) writeFileSync(join(cwd, name), '');
  const listFile = shop.write('list', names.map((name) => `${name}\0`).join(''));
  const source = { kind: 'path-list', cwd, listFile } as const;
  const { summary, errors } = await backup(shop.repository, { source, tags: ['many'], host: 'h', ...shop.files() });
  expect(errors.count).toBe(0);
  return summary.snapshotId;
}

/** Each round makes a copy of every snapshot there is. */
function double(shop: Workshop, rounds: number): readonly string[] {
  for (let round = 1; round <= rounds; round += 1) {
    const moment = `20${10 + round}-01-01 00:00:00`;
    runRestic(shop, 'rewrite', '--new-host', `host-${round}`, '--new-time', moment);
  }
  return readdirSync(`${shop.location}/snapshots`);
}

const idsOf = (found: readonly Snapshot[]): readonly string[] => found.map(({ id }) => id);

test('a snapshot of more paths than any limit is listed and forgotten, alone and among others', async () => {
  using shop = await openWorkshop();
  const [small, large] = [await store(shop, ['one']), await storeManyPaths(shop)];
  expect(idsOf(await snapshots(shop.repository))).toEqual([small, large]);
  expect(idsOf(await snapshots(shop.repository, { tags: ['many'] }))).toEqual([large]);
  expect(idsOf(await snapshots(shop.repository, { ids: [large] }))).toEqual([large]);
  expect(await forget(shop.repository, [small])).toEqual({ removed: [small], absent: [] });
  expect(await forget(shop.repository, [large])).toEqual({ removed: [large], absent: [] });
  expect(await snapshots(shop.repository)).toEqual([]);
}, 180_000);

test('more snapshots than one run is asked for are all listed, each once and oldest first', async () => {
  using shop = await openWorkshop();
  await store(shop);
  const stored = double(shop, 5);
  const runs: number[] = [];
  const found = await snapshots(shop.repository, { onSpawn: (pid) => runs.push(pid) });
  expect(stored).toHaveLength(32);
  expect(idsOf(found).toSorted()).toEqual(stored.toSorted());
  const times = found.map(({ time }) => time.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(runs).toHaveLength(3);
}, 60_000);

test('snapshots are chosen by ids, by tags or by both; what is no full id or not there is left out', async () => {
  using shop = await openWorkshop();
  const [first, second, third] = [await store(shop, ['x', 'y']), await store(shop, ['x']), await store(shop, ['y'])];
  const absent = '0'.repeat(64);
  const of = async (filter: Parameters<typeof snapshots>[1]): Promise<readonly string[]> =>
    idsOf(await snapshots(shop.repository, filter));
  expect(await of({ ids: [third, absent, first, third, 'latest', second.slice(0, 8), '--help'] })).toEqual([
    first,
    third,
  ]);
  expect(await of({ ids: [third, second, first], tags: ['x'] })).toEqual([first, second]);
  expect(await of({ tags: ['y', 'x'] })).toEqual([first]);
  expect(await of({ ids: [] })).toEqual([]);
}, 30_000);

test('a snapshot that is removed while all are listed is not in the list', async () => {
  using shop = await openWorkshop();
  const [kept, removed] = [await store(shop), await store(shop)];
  let runs = 0;
  const onSpawn = (): void => {
    runs += 1;
    if (runs === 2) rmSync(`${shop.location}/snapshots/${removed}`);
  };
  const fresh = shop.reopen({ cacheDirectory: shop.path('other-cache') });
  expect(idsOf(await snapshots(fresh, { onSpawn }))).toEqual([kept]);
  expect(runs).toBe(2);
});

test('a snapshot tells when its backup began and ended, and what it was made from', async () => {
  using shop = await openWorkshop();
  const id = await store(shop);
  const [stored] = await snapshots(shop.repository);
  expect(stored).toMatchObject({ id, original: null, endedAt: expect.any(Date) });
  expect(stored?.endedAt?.getTime()).toBeGreaterThan(stored?.time.getTime() ?? Infinity);

  runRestic(shop, 'rewrite', '--new-host', 'other', id);
  const copy = (await snapshots(shop.repository)).find(({ host }) => host === 'other');
  expect(copy).toMatchObject({ original: id, endedAt: stored?.endedAt });
});

test('a snapshot that does not say when its backup ended has no such time', async () => {
  using shop = await openWorkshop();
  await forget(shop.repository, [await store(shop)]);
  runRestic(shop, 'recover');
  const [recovered] = await snapshots(shop.repository);
  expect(recovered).toMatchObject({ endedAt: null, summary: null });
  // restic counts what it writes anew, but does not know when: it says the first moment of the year 1.
  runRestic(shop, 'rewrite', '--forget', '--exclude', 'nothing', '--new-host', 'other');
  const [written] = await snapshots(shop.repository);
  expect(written).toMatchObject({ host: 'other', endedAt: null });
});
