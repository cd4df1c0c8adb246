import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { containing } from './containing.ts';
import { listing } from './listing.ts';
import { openYard, run } from './yard.ts';

const ROOT_TIME = new Date('2021-02-03T04:05:06Z');

test('a mount point stays mounted while its contents, mode, owner and time become those of the point', async () => {
  using yard = openYard();
  const mount = yard.mount('root/mount', 'size=200m');
  yard.write({
    'root/mount/both': 'old',
    'root/mount/only-old/file': 'old',
    'source/both': 'new',
    'source/only-new/file': 'new',
  });
  const { ino } = lstatSync(mount);
  chmodSync(mount, 0o700);
  const old = listing(mount);
  chownSync(yard.path('source'), 1234, 4321);
  chmodSync(yard.path('source'), 0o2750);
  utimesSync(yard.path('source'), ROOT_TIME, ROOT_TIME);

  const orders = yard.orders({ target: mount, conflict: 'REPLACE' });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', warnings: [] });

  expect(listing(mount)).toEqual(listing(yard.path('source')));
  expect(lstatSync(mount)).toMatchObject({ ino, uid: 1234, gid: 4321, mtime: ROOT_TIME });
  expect(listing(`${mount}/.holdfast-replaced-job_0001/mount`)).toEqual(old);
});

test('a swap of contents that fails leaves mode, owner and time of the folder as they were', async () => {
  using yard = openYard('REAL');
  yard.write({ 'root/a': 'old', 'root/b': 'old', 'source/a': 'new' });
  yard.makeImmutable('root/b');
  chmodSync(yard.root, 0o1770);
  utimesSync(yard.root, ROOT_TIME, ROOT_TIME);
  const before = listing(yard.root);
  const orders = yard.orders({ target: yard.root, conflict: 'REPLACE' });
  expect(await run('land', orders, 'landing.undo-noted')).toMatchObject({ signal: 'SIGKILL' });
  expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', leftover: null });
  expect(listing(yard.root)).toEqual(before);
});

test('settling again later leaves the times that users gave the folder since', async () => {
  using yard = openYard();
  yard.write({ 'source/a': 'new' });
  const orders = yard.orders({ target: yard.root });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  await yard.settle(orders);
  utimesSync(yard.root, ROOT_TIME, ROOT_TIME);
  await yard.settle(orders);
  expect(statSync(yard.root).mtime).toEqual(ROOT_TIME);
});

test('a file system’s lost+found counts for nothing and stays', async () => {
  using yard = openYard();
  const mount = yard.mount('root/mount', 'size=200m');
  yard.write({ 'root/mount/lost+found': null, 'source/lost+found': null, 'source/file': 'new' });
  const { ino } = lstatSync(`${mount}/lost+found`);
  const orders = yard.orders({ target: mount });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', kept: null });
  expect(readdirSync(mount)).toEqual(['file', 'lost+found']);
  expect(lstatSync(`${mount}/lost+found`).ino).toBe(ino);
});

test('what earlier restores keep in a root is not touched by a later one', async () => {
  using yard = openYard();
  yard.write({ 'root/.holdfast-replaced-job_0/root/file': 'older', 'root/file': 'old', 'source/file': 'new' });
  const orders = yard.orders({ target: yard.root, conflict: 'REPLACE' });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  await yard.settle(orders);
  expect(readFileSync(yard.path('root/.holdfast-replaced-job_0/root/file'), 'utf8')).toBe('older');
  expect(readFileSync(yard.path('root/file'), 'utf8')).toBe('new');
});

test('a bind mount of the same file system is seen as a mount', async () => {
  using yard = openYard('REAL');
  yard.write({ 'root/mount/file': 'old' });
  const mount = yard.bind('root/mount');
  expect(await prepareLanding(yard.request({ target: mount, conflict: 'REPLACE' }))).toMatchObject({
    way: 'CONTENTS',
    folder: mount,
  });
});

test.each([
  ['a mount inside it', 'root/data', null],
  ['a mount on the way to a chosen path', 'root/data', ['sub/mount/file']],
  ['a chosen path that is mounted', 'root/data', ['sub/mount']],
  ['a child that is mounted', 'root', null],
])('%s keeps a target from being replaced, before anything moves', async (_, target, paths) => {
  using yard = openYard();
  yard.write({ 'root/data/sub/mount': null });
  yard.mount('root/data/sub/mount', 'size=1m');
  const request = yard.request({ target: yard.path(target), conflict: 'REPLACE', paths });
  await expect(prepareLanding(request)).rejects.toMatchObject({ code: 'TARGET_NOT_MOVABLE', fault: 'USER' });
});

test('a single file that is a root of its own is refused', async () => {
  using yard = openYard();
  yard.write({ 'root/file': 'old' });
  const request = yard.request({
    target: yard.path('root/file'),
    conflict: 'REPLACE',
    roots: [yard.path('root/file')],
  });
  await expect(prepareLanding(request)).rejects.toMatchObject({ code: 'TARGET_NOT_MOVABLE' });
});

test('a worker that does not own the folder changes its contents and says that it kept its mode', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new' });
  const uid = yard.giveAway();
  chownSync(yard.root, 0, 0);
  chmodSync(yard.root, 0o777);
  const orders = yard.orders({ target: yard.root, uid });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await yard.settle(orders)).toMatchObject({
    state: 'FINISHED',
    warnings: [containing(yard.root)],
  });
  expect(listing(yard.root)[0]).toMatch(/^\/file/);
  expect(lstatSync(yard.root).mode & 0o777).toBe(0o777);
});
