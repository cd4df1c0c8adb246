import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { policies } from '@holdfast/db/schema';
import { backUp, onlyPoint } from '../kit/jobs.ts';
import { restorePoint, type RestoreWish } from '../kit/restores.ts';
import { makeOddTree, seededBytes } from '../kit/sample-files.ts';
import { mountSmallDisk } from '../kit/small-disk.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const LONG = { timeout: 120_000 };
const DAY_MS = 86_400_000;

/** One backed up folder, which every test finds changed since; tests restore from its only point. */
let world: World;
let folder: string;
let otherRoot: string;
let smallRoot: string;
let smallDisk: Disposable;
let backedUp: string[];
let point: { id: string; files: number | null };

beforeAll(async () => {
  world = await openWorld();
  folder = join(world.data, 'folder');
  otherRoot = join(world.home, '..', 'other-root');
  smallRoot = join(world.home, '..', 'small-root');
  mkdirSync(otherRoot);
  smallDisk = mountSmallDisk(smallRoot, 100);
  mkdirSync(folder);
  makeOddTree(folder);
  mkdirSync(join(folder, 'docs', 'old'), { recursive: true });
  chmodSync(join(folder, 'docs'), 0o2770);
  writeFileSync(join(folder, 'docs', 'a.txt'), 'a, backed up');
  writeFileSync(join(folder, 'docs', 'old', 'b.txt'), 'b, backed up');
  writeFileSync(join(folder, 'large'), seededBytes('large', 45_000_000));
  backedUp = listTree(folder);
  const { itemId } = await protectFolder(world, folder);
  await world.startWorker({ HOLDFAST_ROOTS: [world.data, otherRoot, smallRoot].join(':') });
  await backUp(world, itemId);
  point = await onlyPoint(world, itemId);
}, 120_000);

afterAll(async () => {
  smallDisk[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
});

beforeEach(() => {
  // Not by Node: names that are not UTF-8 stand among them.
  execFileSync('find', [world.data, otherRoot, smallRoot, '-mindepth', '1', '-delete']);
  mkdirSync(join(folder, 'docs'), { recursive: true });
  writeFileSync(join(folder, 'docs', 'a.txt'), 'a, newer');
  writeFileSync(join(folder, 'docs', 'c.txt'), 'c, newer');
  writeFileSync(join(folder, 'plain.txt'), 'plain, newer');
});

/** A restore that completes, and its result. */
async function restored(wish: RestoreWish): Promise<Record<string, unknown>> {
  const job = await restorePoint(world, point, wish);
  expect(job).toMatchObject({ status: 'COMPLETED', error: null });
  return { ...job.result };
}

/** A restore that is refused and has changed nothing under any root. */
async function refused(wish: RestoreWish, code: string) {
  const state = () => [world.data, otherRoot, smallRoot].map((root) => listTree(root));
  const before = state();
  const job = await restorePoint(world, point, wish);
  expect(job).toMatchObject({ status: 'FAILED', error: { code } });
  // The times of the roots themselves may show that something stood beside the target and was taken away again.
  const withoutRoots = (trees: string[][]) => trees.map((lines) => lines.filter((line) => !line.startsWith('|')));
  expect(withoutRoots(state())).toEqual(withoutRoots(before));
  return job;
}

function linesBelow(lines: readonly string[], inner: string): string[] {
  return lines.filter((line) => line.startsWith(`${inner}|`) || line.startsWith(`${inner}/`));
}

describe('the whole item', () => {
  test('REPLACE puts it in place, keeps what stood there, and says where and until when', LONG, async () => {
    const changed = listTree(folder);
    const result = await restored({ conflict: 'REPLACE' });
    expect(listTree(folder)).toEqual(backedUp);
    expect(result['restoredTo']).toBe(folder);
    expect(result['files'], 'as many as were backed up, folders not counted').toBe(point.files);
    const kept = String(result['replacedKeptAt']);
    expect(listTree(join(kept, 'folder'))).toEqual(changed);
    const [policy] = await world.store.db.select().from(policies);
    const days = (Date.parse(String(result['replacedKeptUntil'])) - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan((policy?.keepReplacedDays ?? 0) - 0.1);
    expect(days).toBeLessThan((policy?.keepReplacedDays ?? 0) + 0.1);
  });

  test('to another path whose folders are missing, it lands there and the item stays as it is', LONG, async () => {
    const changed = listTree(folder);
    const path = join(world.data, 'some', 'where', 'else');
    const result = await restored({ path });
    expect(result).toMatchObject({ restoredTo: path, replacedKeptAt: null, replacedKeptUntil: null });
    expect(listTree(path)).toEqual(backedUp);
    expect(listTree(folder)).toEqual(changed);
  });

  test('FAIL_IF_EXISTS refuses where something stands', LONG, async () => {
    const job = await refused({ conflict: 'FAIL_IF_EXISTS' }, 'TARGET_EXISTS');
    expect(job.error?.message).toContain(folder);
  });

  test('FAIL_IF_EXISTS takes an empty folder for nothing', LONG, async () => {
    const path = join(world.data, 'empty');
    mkdirSync(path);
    expect(await restored({ path })).toMatchObject({ replacedKeptAt: null });
    expect(listTree(path)).toEqual(backedUp);
  });

  test('to a root itself, its contents are replaced and kept in it', LONG, async () => {
    writeFileSync(join(otherRoot, 'was here'), 'before');
    await refused({ path: otherRoot }, 'TARGET_EXISTS');
    const result = await restored({ path: otherRoot, conflict: 'REPLACE' });
    const kept = String(result['replacedKeptAt']);
    expect(kept.startsWith(`${otherRoot}/.holdfast-replaced-`)).toBe(true);
    expect(readdirSync(kept, { recursive: true })).toContain('other-root/was here');
    rmSync(kept, { recursive: true });
    const withoutTimeOfRoot = (lines: string[]) => lines.map((line) => line.replace(/^(\|.*)\|\d+$/, '$1'));
    expect(withoutTimeOfRoot(listTree(otherRoot))).toEqual(withoutTimeOfRoot(backedUp));
  });

  test('without room for it the restore is refused before anything is written', LONG, async () => {
    const job = await refused({ path: join(smallRoot, 'target') }, 'TARGET_NO_SPACE');
    expect(job.error?.message).toMatch(/has [\d.]+ MiB free; the restore needs [\d.]+ MiB/);
  });
});

describe('chosen files and folders', () => {
  const paths = ['docs', 'plain.txt', 'new\nline'];

  test('REPLACE replaces each of them and nothing else, and keeps what each replaced', LONG, async () => {
    writeFileSync(join(folder, 'script.sh'), 'not chosen');
    const changed = listTree(folder);
    const result = await restored({ paths, conflict: 'REPLACE' });
    expect(result['files'], 'the folders around them and in them not counted').toBe(4);
    const after = listTree(folder);
    for (const path of paths) expect(linesBelow(after, path)).toEqual(linesBelow(backedUp, path));
    expect(linesBelow(after, 'script.sh')).toEqual(linesBelow(changed, 'script.sh'));
    const kept = join(String(result['replacedKeptAt']), 'folder');
    expect(readFileSync(join(kept, 'docs', 'c.txt'), 'utf8')).toBe('c, newer');
    expect(readFileSync(join(kept, 'plain.txt'), 'utf8')).toBe('plain, newer');
    expect(readdirSync(kept).toSorted()).toEqual(['docs', 'plain.txt']);
  });

  test('FAIL_IF_EXISTS refuses when one of them stands there, and restores those that do not', LONG, async () => {
    await refused({ paths: ['with space', 'docs/a.txt'] }, 'TARGET_EXISTS');
    await restored({ paths: ['with space', 'docs/old/b.txt'] });
    const after = listTree(folder);
    expect(linesBelow(after, 'with space')).toEqual(linesBelow(backedUp, 'with space'));
    expect(linesBelow(after, 'docs/old')).toEqual(linesBelow(backedUp, 'docs/old'));
    expect(readFileSync(join(folder, 'docs', 'a.txt'), 'utf8')).toBe('a, newer');
  });

  test('KEEP_BOTH puts them beside the item under a name of their own', LONG, async () => {
    const changed = listTree(folder);
    const result = await restored({ paths, conflict: 'KEEP_BOTH' });
    expect(listTree(folder)).toEqual(changed);
    const beside = String(result['restoredTo']);
    expect(beside.startsWith(`${folder}.restored-`)).toBe(true);
    const landed = listTree(beside);
    for (const path of paths) expect(linesBelow(landed, path)).toEqual(linesBelow(backedUp, path));
    expect(readdirSync(beside).toSorted()).toEqual(paths.toSorted());
  });

  test('to another path they stand below it as they stood below the item', LONG, async () => {
    const path = join(otherRoot, 'picked');
    await restored({ paths: ['docs/old/b.txt', 'link to folder'], path });
    expect(readFileSync(join(path, 'docs', 'old', 'b.txt'), 'utf8')).toBe('b, backed up');
    expect(readdirSync(path).toSorted()).toEqual(['docs', 'link to folder']);
    expect(readdirSync(join(path, 'docs'))).toEqual(['old']);
  });

  test('a chosen path that the point does not hold is told, and nothing lands', LONG, async () => {
    const only = await refused({ paths: ['docs/no such file'], conflict: 'REPLACE' }, 'PATH_NOT_IN_POINT');
    expect(only.error?.message).toContain('docs/no such file');
    const among = { paths: ['docs/a.txt', 'plain.txt/not a folder', 'nowhere'], conflict: 'REPLACE' } as const;
    const one = await refused(among, 'PATH_NOT_IN_POINT');
    expect(one.error?.message).toContain('plain.txt/not a folder and 1 more');
    await refused({ paths: ['docs/*'], conflict: 'REPLACE' }, 'PATH_NOT_IN_POINT');
  });

  test('without room for them the restore is refused before anything is written; smaller ones fit', LONG, async () => {
    await refused({ paths: ['docs', 'large'], path: join(smallRoot, 'target') }, 'TARGET_NO_SPACE');
    await restored({ paths: ['docs'], path: join(smallRoot, 'target') });
    expect(readFileSync(join(smallRoot, 'target', 'docs', 'a.txt'), 'utf8')).toBe('a, backed up');
  });

  test('a link in the target on the way to a chosen path is not followed', LONG, async () => {
    rmSync(join(folder, 'docs'), { recursive: true });
    symlinkSync(otherRoot, join(folder, 'docs'));
    await refused({ paths: ['docs/a.txt'], conflict: 'REPLACE' }, 'PATH_UNUSABLE');
    expect(readdirSync(otherRoot)).toEqual([]);
  });
});

describe('a target that may not be written to is refused', () => {
  test('outside the roots', LONG, async () => {
    const path = join(world.home, '..', 'outside');
    await refused({ path }, 'PATH_OUTSIDE_ROOTS');
    expect(existsSync(path)).toBe(false);
  });

  test('through a link that leads out of the roots', LONG, async () => {
    const outside = join(world.home, '..', 'outside-by-link');
    mkdirSync(outside, { recursive: true });
    symlinkSync(outside, join(world.data, 'link'));
    for (const path of [join(world.data, 'link'), join(world.data, 'link', 'below')]) {
      for (const conflict of ['REPLACE', 'KEEP_BOTH'] as const) await refused({ path, conflict }, 'PATH_OUTSIDE_ROOTS');
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  test("in Holdfast's own home, which a link leads to", LONG, async () => {
    symlinkSync(world.home, join(world.data, 'to-home'));
    const path = join(world.data, 'to-home', 'vaults', 'main');
    const job = await refused({ path, conflict: 'REPLACE' }, 'PATH_OUTSIDE_ROOTS');
    expect(job.error?.cause).toContain(world.home);
  });

  test('a folder that Holdfast keeps replaced data in', LONG, async () => {
    const path = join(world.data, '.holdfast-replaced-job_1', 'folder');
    const job = await refused({ path, conflict: 'REPLACE' }, 'PATH_FORBIDDEN');
    expect(job.error?.cause).toContain('.holdfast-replaced-job_1');
  });
});
