import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { list } from '@holdfast/worker/vault/list';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { backUp, pointsOf } from '../kit/jobs.ts';
import { restorePoint } from '../kit/restores.ts';
import { seededBytes } from '../kit/sample-files.ts';
import { resticThatFirst } from '../kit/tampered-restic.ts';
import { resticThatObeysModes } from '../kit/tools.ts';
import { listTree } from '../kit/tree.ts';
import { openVault } from '../kit/vault.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const LONG = { timeout: 120_000 };

interface Patterns {
  readonly include?: string[];
  readonly exclude?: string[];
}

let world: World;
let vault: { vaultId: string; policyId: string };
let serial = 0;

beforeAll(async () => {
  world = await openWorld();
  const { ctx } = world;
  await ensureSite(ctx, 'default');
  const place = { name: 'main', path: join(world.home, 'vaults', 'main') };
  const { vaultId } = await createVault(ctx, { input: place, idempotencyKey: world.key() });
  const { policyId } = await createPolicy(ctx, { input: { name: 'gold' }, idempotencyKey: world.key() });
  vault = { vaultId, policyId };
  await world.startWorker();
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

async function protect(path: string, patterns: Patterns = {}): Promise<string> {
  const input = { ...vault, name: `item ${(serial += 1)}`, source: { kind: 'FILES', config: { path, ...patterns } } };
  return (await protectItem(world.ctx, { input, idempotencyKey: world.key() })).itemId;
}

/** A folder below a folder of the world's data that is its own. */
function makeTree(name: string, files: readonly string[]): string {
  const root = join(world.data, `${(serial += 1)}`, name);
  mkdirSync(root, { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), file);
  }
  return root;
}

/** What the newest point of an item holds, without the item's own name: files and links, and folders with a slash at the end. */
async function held(itemId: string): Promise<string[]> {
  const { repository } = await openVault(world);
  const [newest] = (await snapshots(repository)).filter(({ host }) => host === itemId).toReversed();
  const names: string[] = [];
  for await (const node of list(repository, newest?.id ?? '', { recursive: true })) {
    const inner = node.path.split('/').slice(2).join('/');
    if (inner) names.push(node.type === 'dir' ? `${inner}/` : inner);
  }
  return names.toSorted();
}

/** The files among what a backup with these patterns holds. */
async function filesHeld(root: string, patterns: Patterns): Promise<string[]> {
  const itemId = await protect(root, patterns);
  expect(await backUp(world, itemId)).toMatchObject({ status: 'COMPLETED', error: null });
  return (await held(itemId)).filter((name) => !name.endsWith('/'));
}

const FILES = [
  '.env',
  'a.log',
  'a.txt',
  'tmp/x',
  'deep/tmp/y',
  'deep/er/.hidden/z.txt',
  'deep/er/a.log',
  'cache/1/a.bin',
  'cache/1/2/b.bin',
  'deep/cache/c.bin',
  '[odd]/{a,b}.txt',
  '[odd]/o',
  'o/a',
];

test.each<{ title: string; patterns: Patterns; left: (file: string) => boolean }>([
  { title: 'a bare name, at any depth', patterns: { exclude: ['tmp'] }, left: (file) => !/(^|\/)tmp\//.test(file) },
  { title: 'a bare pattern', patterns: { exclude: ['*.log', '.h*'] }, left: (file) => !/\.log$|\.hidden/.test(file) },
  {
    title: 'with a slash, from the item',
    patterns: { exclude: ['cache/'] },
    left: (file) => !/(^|\/)cache\//.test(file),
  },
  { title: 'below one folder', patterns: { exclude: ['cache/*/*.bin'] }, left: (file) => file !== 'cache/1/a.bin' },
  { title: 'over folders', patterns: { exclude: ['cache/**/*.bin'] }, left: (file) => !file.startsWith('cache/') },
  {
    title: 'what looks like a set',
    patterns: { exclude: ['[odd]', '{a,b}.txt'] },
    left: (file) => !file.startsWith('[odd]'),
  },
])('exclude: $title', LONG, async ({ patterns, left }) => {
  expect(await filesHeld(makeTree('item', FILES), patterns)).toEqual(FILES.filter(left).toSorted());
});

test.each<{ title: string; patterns: Patterns; chosen: (file: string) => boolean }>([
  {
    title: 'a bare pattern, at any depth, dots at the start included',
    patterns: { include: ['*.txt', '.e*'] },
    chosen: (file) => /\.txt$|\.env/.test(file),
  },
  { title: 'a folder with all below it', patterns: { include: ['deep'] }, chosen: (file) => file.startsWith('deep/') },
  {
    title: 'with a slash, from the item',
    patterns: { include: ['deep/er/*'] },
    chosen: (file) => file.startsWith('deep/er/'),
  },
  { title: 'over folders', patterns: { include: ['**/*.bin'] }, chosen: (file) => file.endsWith('.bin') },
  { title: 'everything', patterns: { include: ['**'] }, chosen: () => true },
  {
    title: 'what looks like a set',
    patterns: { include: ['[odd]/{a,b}.txt'] },
    chosen: (file) => file === '[odd]/{a,b}.txt',
  },
  {
    title: 'exclude wins, also in a chosen folder',
    patterns: { include: ['deep'], exclude: ['tmp', 'deep/er/**/z.txt'] },
    chosen: (file) => ['deep/er/a.log', 'deep/cache/c.bin'].includes(file),
  },
])('include: $title', LONG, async ({ patterns, chosen }) => {
  expect(await filesHeld(makeTree('item', FILES), patterns)).toEqual(FILES.filter(chosen).toSorted());
});

test('folders that lead to an item are no part of it: patterns that name them exclude nothing', LONG, async () => {
  const root = makeTree(join('tmp', 'cache', 'tmp'), ['a', 'sub/b']);
  const patterns = { exclude: ['tmp', 'cache', `${serial}`, 'data'] };
  expect(await filesHeld(root, patterns)).toEqual(['a', 'sub/b']);
  expect(await filesHeld(root, { ...patterns, include: ['b'] })).toEqual(['sub/b']);
});

test('chosen files come back with the folders that lead to them as these were', LONG, async () => {
  const root = makeTree('item', ['a/b/chosen.txt', 'a/b/other']);
  chmodSync(join(root, 'a'), 0o2710);
  chmodSync(root, 0o700);
  const before = listTree(root);
  const itemId = await protect(root, { include: ['*.txt'] });
  expect((await backUp(world, itemId)).status).toBe('COMPLETED');
  const [point] = await pointsOf(world, itemId);
  rmSync(root, { recursive: true });
  expect((await restorePoint(world, { id: point?.id ?? '' })).status).toBe('COMPLETED');
  expect(listTree(root)).toEqual(before.filter((line) => !line.includes('other')));
});

test.each<{ title: string; patterns: Patterns }>([
  { title: 'no name matches', patterns: { include: ['*.nothing'] } },
  { title: 'all that is included is excluded', patterns: { include: ['deep'], exclude: ['deep'] } },
  { title: 'everything is excluded', patterns: { exclude: ['**'] } },
])('nothing chosen is no backup: $title', LONG, async ({ patterns }) => {
  const itemId = await protect(makeTree('item', FILES), patterns);
  const job = await backUp(world, itemId);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'NOTHING_CHOSEN', fault: 'USER' } });
  expect(await pointsOf(world, itemId)).toEqual([]);
});

test.each<{ title: string; patterns: Patterns }>([
  { title: 'all of a folder', patterns: {} },
  { title: 'a list that has changed since', patterns: { include: ['data-*'] } },
])('a second backup reads and stores little: $title', LONG, async ({ patterns }) => {
  const root = makeTree('item', []);
  for (let n = 0; n < 20; n++) writeFileSync(join(root, `data-${n}`), seededBytes(`${root}/${n}`, 1_000_000));
  const itemId = await protect(root, patterns);
  await backUp(world, itemId);
  writeFileSync(join(root, 'data-new'), seededBytes(`${root}/new`, 1_000_000));
  await backUp(world, itemId);
  const [first, second] = await pointsOf(world, itemId);
  expect(first?.storedBytes).toBeGreaterThan(20_000_000);
  expect(second?.sizeBytes).toBe(21_000_000);
  expect(second?.storedBytes).toBeLessThan(1_200_000);
  const { repository } = await openVault(world);
  const newest = (await snapshots(repository)).findLast(({ host }) => host === itemId);
  expect(newest?.summary).toMatchObject({ filesNew: 1, filesUnmodified: 20 });
});

test('what Holdfast itself puts beside restored data is never part of a backup', LONG, async () => {
  const own = ['.holdfast-restore-job_1-1/x', '.holdfast-replaced-job_1/item/y', 'sub/.holdfast-replaced-job_2/z'];
  const root = makeTree('item', ['a', 'sub/b', ...own]);
  expect(await filesHeld(root, {})).toEqual(['a', 'sub/b']);
  expect(await filesHeld(root, { include: ['**', '.holdfast-*'] })).toEqual(['a', 'sub/b']);
});

test.each<{ title: string; patterns: Patterns }>([
  { title: 'whole folder', patterns: {} },
  { title: 'list of chosen paths', patterns: { include: ['f-*', 'locked-*'] } },
])('what cannot be read is told by name, and the rest is backed up: $title', LONG, async ({ patterns }) => {
  await using own = await openWorld();
  const root = join(own.data, 'item');
  mkdirSync(join(root, 'locked-folder'), { recursive: true });
  for (const name of ['f-1', 'f-2', 'locked-file', 'locked-folder/inside']) writeFileSync(join(root, name), name);
  chmodSync(join(root, 'locked-file'), 0);
  chmodSync(join(root, 'locked-folder'), 0);
  const { itemId } = await protectFolder(own, root, patterns);
  await own.startWorker({ HOLDFAST_RESTIC: resticThatObeysModes(own.home) });
  const job = await backUp(own, itemId);
  expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', error: null, warningCount: 2 });
  expect(job.warnings.map(({ code }) => code)).toEqual(['FILE_UNREADABLE', 'FILE_UNREADABLE']);
  expect(job.warnings.map(({ subject }) => subject ?? '').toSorted()).toEqual(
    ['locked-file', 'locked-folder'].map((name) => join(root, name)),
  );
  expect(readFileSync(job.warningFile ?? '', 'utf8')).toContain('locked-folder');
  const [point] = await pointsOf(own, itemId);
  expect(point).toMatchObject({ warningCount: 2, files: 2 });
});

test(
  'a file that vanishes between its choice and its reading is a warning, and the rest is backed up',
  LONG,
  async () => {
    await using own = await openWorld();
    const root = join(own.data, 'item');
    mkdirSync(root);
    for (const name of ['f-1', 'f-2', 'f-3']) writeFileSync(join(root, name), name);
    const { itemId } = await protectFolder(own, root, { include: ['f-*'] });
    await own.startWorker({ HOLDFAST_RESTIC: resticThatFirst(own.home, `rm -f '${root}/f-2'`) });
    const job = await backUp(own, itemId);
    expect(job).toMatchObject({ status: 'COMPLETED_WITH_WARNINGS', error: null, warningCount: 1 });
    expect(job.warnings[0]).toMatchObject({ code: 'FILE_VANISHED', subject: join(root, 'f-2') });
    expect(readFileSync(job.warningFile ?? '', 'utf8')).toContain('f-2');
    expect((await pointsOf(own, itemId)).map(({ files, warningCount }) => ({ files, warningCount }))).toEqual([
      { files: 2, warningCount: 1 },
    ]);
  },
);

test('an item that vanishes whole right before it is read is a failure, and no point is made', LONG, async () => {
  await using own = await openWorld();
  const root = join(own.data, 'item');
  mkdirSync(root);
  writeFileSync(join(root, 'f'), 'f');
  const { itemId } = await protectFolder(own, root);
  await own.startWorker({ HOLDFAST_RESTIC: resticThatFirst(own.home, `rm -rf '${root}'`) });
  const job = await backUp(own, itemId);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'SOURCE_MISSING' } });
  expect(await pointsOf(own, itemId)).toEqual([]);
});
