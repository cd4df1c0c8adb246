import { randomBytes } from 'node:crypto';
import { chownSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import { restore } from '@holdfast/worker/vault/restore';
import { corrupt, largestPack, openWorkshop, resticError } from './kit.ts';
import type { Workshop } from './kit.ts';

async function store(shop: Workshop, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) shop.write(`source/${name}`, content);
  const source = { kind: 'paths', cwd: shop.path('source'), paths: ['.'] } as const;
  const { summary } = await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  return summary.snapshotId;
}

test('a whole snapshot comes back, verified and with its holes', async () => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { a: 'one', 'b/c': 'two', zeros: Buffer.alloc(4_000_000) });
  const request = { snapshotId, target: shop.path('out'), verify: true, sparse: true, ...shop.files() };
  const result = await restore(shop.repository, request);
  expect(result).toMatchObject({ verified: true, ownershipWarningCount: 0, summary: { totalBytes: 4_000_006 } });
  expect(readFileSync(shop.path('out/b/c'), 'utf8')).toBe('two');
  expect(statSync(shop.path('out/zeros'))).toMatchObject({ size: 4_000_000 });
  expect(statSync(shop.path('out/zeros')).blocks).toBeLessThan(1000);
});

test('a subfolder comes back as if it were the root', async () => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { 'b/c': 'two', other: 'x' });
  await restore(shop.repository, {
    snapshotId,
    subfolder: '/b',
    target: shop.path('out'),
    verify: true,
    ...shop.files(),
  });
  expect(readdirSync(shop.path('out'))).toEqual(['c']);
});

test('includes bring back exactly the paths named, whatever characters they hold', async () => {
  using shop = await openWorkshop();
  const wanted = ['a*b', 'q?', '[x]', 'back\\slash', '!not', '#no', '$HOME', 'new\nline', ' blank', 'dir/in*side'];
  const decoys = ['aXb', 'qq', 'x', 'backslash', 'deeper/a*b', 'dir/inside'];
  const snapshotId = await store(shop, Object.fromEntries([...wanted, ...decoys].map((name) => [name, 'x'])));
  const target = shop.path('out');
  await restore(shop.repository, { snapshotId, target, includes: wanted, verify: true, ...shop.files() });
  const restored = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(target.length + 1));
  expect(restored.toSorted()).toEqual(wanted.toSorted());
});

test('a name that is not UTF-8 can be included the way a listing shows it', async () => {
  using shop = await openWorkshop();
  shop.write('source/other', 'x');
  const name = Buffer.from([0x62, 0xff, 0xfe, 0x64]);
  writeFileSync(Buffer.concat([Buffer.from(shop.path('source/')), name]), 'odd');
  const snapshotId = await store(shop, {});
  const target = shop.path('out');
  await restore(shop.repository, { snapshotId, target, includes: ['/b\ufffd\ufffdd'], verify: true, ...shop.files() });
  expect(readdirSync(target, { encoding: 'buffer' })).toEqual([name]);
});

test('an include that the snapshot does not hold is an error, though restic ends with 0', async () => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { a: 'x' });
  const request = { snapshotId, target: shop.path('out'), includes: ['a', 'gone'], verify: true, ...shop.files() };
  const error = await resticError(restore(shop.repository, request));
  expect(error.kind).toBe('path-missing');
  expect(error.message).toContain('gone');
  const none = { ...request, includes: [], ...shop.files() };
  expect((await resticError(restore(shop.repository, none))).kind).toBe('usage');
});

test.each([
  ['corrupt', corrupt],
  ['missing', (pack: string) => rmSync(pack)],
])('a %s pack makes a restore fail as damaged', async (_, damage) => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { a: 'small', big: randomBytes(3_000_000) });
  damage(largestPack(shop.location));
  const run = restore(shop.repository, { snapshotId, target: shop.path('out'), verify: true, ...shop.files() });
  expect(await resticError(run)).toMatchObject({ kind: 'damaged', exitCode: 1 });
});

test('a full disk under the target makes a restore fail, though restic counts every file as restored', async () => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { big: randomBytes(5_000_000) });
  const target = shop.mountSmall('small', '1m');
  const run = restore(shop.repository, { snapshotId, target, verify: true, ...shop.files() });
  expect((await resticError(run)).kind).toBe('no-space');
});

test('an owner that cannot be set is a warning, and the files are told to be unverified', async () => {
  using shop = await openWorkshop();
  chownSync(shop.write('source/theirs', 'x'), 1234, 1234);
  const snapshotId = await store(shop, { mine: 'y' });
  const repository = shop.reopen({ restic: shop.without('chown') });
  const result = await restore(repository, { snapshotId, target: shop.path('out'), verify: true, ...shop.files() });
  expect(result).toMatchObject({ verified: false, ownershipWarningCount: 1 });
  expect(result.ownershipWarnings[0]?.item).toBe('/theirs');
  expect(readFileSync(shop.path('out/theirs'), 'utf8')).toBe('x');
});

test.each([
  ['a snapshot that does not exist', { snapshotId: 'deadbeef'.repeat(8) }, 'snapshot-missing'],
  ['a subfolder that does not exist', { subfolder: '/nope' }, 'path-missing'],
  ['a word in place of a snapshot id', { snapshotId: 'latest' }, 'usage'],
])('%s cannot be restored', async (_, changes, kind) => {
  using shop = await openWorkshop();
  const snapshotId = await store(shop, { a: 'x' });
  const run = restore(shop.repository, {
    snapshotId,
    target: shop.path('out'),
    verify: true,
    ...shop.files(),
    ...changes,
  });
  expect((await resticError(run)).kind).toBe(kind);
});
