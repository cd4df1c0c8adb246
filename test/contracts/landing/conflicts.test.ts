import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ConflictRule } from '@holdfast/db/domain/restore';
import { expect, test } from 'vitest';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { listing } from './listing.ts';
import { openYard, run } from './yard.ts';

test('a target that exists fails a restore that may not touch it, before anything is made', async () => {
  using yard = openYard();
  yard.write({ 'root/data/file': 'old', 'root/single': 'old' });
  for (const target of ['root/data', 'root/single', 'root']) {
    await expect(prepareLanding(yard.request({ target: yard.path(target) }))).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
    });
  }
  expect(readdirSync(yard.root)).toEqual(['data', 'single']);
});

test('an empty folder gives way and is not kept', async () => {
  using yard = openYard();
  yard.write({ 'root/data': null, 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data') });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', kept: null });
  expect(readdirSync(yard.root)).toEqual(['data']);
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('new');
});

test('a restore that keeps both lands beside, each time under a name of its own', async () => {
  using yard = openYard();
  yard.write({ 'root/data/file': 'old', 'source/file': 'new' });
  const old = listing(yard.path('root/data'));
  for (const attempt of [1, 2, 3]) {
    const journalFile = yard.path('home', `${attempt}.jsonl`);
    const orders = yard.orders({ target: yard.path('root/data'), conflict: 'KEEP_BOTH', attempt, journalFile });
    expect(await run('land', orders)).toMatchObject({ code: 0 });
    expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', kept: null });
  }
  const name = 'data.restored-20260120-235958Z';
  expect(readdirSync(yard.root)).toEqual(['data', name, `${name}-2`, `${name}-3`]);
  expect(listing(yard.path('root', `${name}-3`))).toEqual(listing(yard.path('source')));
  expect(listing(yard.path('root/data'))).toEqual(old);
});

test('a root that is to be kept gets the restored one inside it', async () => {
  using yard = openYard();
  yard.write({ 'root/file': 'old', 'source/file': 'new' });
  const landing = await prepareLanding(yard.request({ target: yard.root, conflict: 'KEEP_BOTH' }));
  expect(landing).toMatchObject({
    way: 'WHOLE',
    finalPath: yard.path('root/root.restored-20260120-235958Z'),
    folder: yard.root,
  });
});

test('chosen paths that are to be kept beside land there together', async () => {
  using yard = openYard();
  yard.write({ 'root/data/a/file': 'old', 'source/a/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'KEEP_BOTH', paths: ['a/file'] });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect((await yard.settle(orders)).state).toBe('FINISHED');
  expect(readFileSync(yard.path('root/data/a/file'), 'utf8')).toBe('old');
  expect(readFileSync(yard.path('root/data.restored-20260120-235958Z/a/file'), 'utf8')).toBe('new');
});

test('what is replaced is kept whole where only its owner looks', async () => {
  using yard = openYard();
  yard.write({ 'root/data/file': 'old', 'root/data/sub/file': 'old', 'source/file': 'new' });
  chmodSync(yard.path('root/data/sub'), 0o711);
  const old = listing(yard.path('root/data'));
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE' });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  const kept = yard.path('root/.holdfast-replaced-job_0001');
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', kept, warnings: [], record: { files: 7 } });
  expect(listing(yard.path('root/data'))).toEqual(listing(yard.path('source')));
  expect(listing(`${kept}/data`)).toEqual(old);
  expect(listing(kept)).toContain('|40700|0|0');
});

test('a file may replace a folder, and a folder a file', async () => {
  using yard = openYard();
  yard.write({ 'root/data/a': 'old', 'root/data/b/file': 'old', 'source/a/file': 'new', 'source/b': 'new' });
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['a', 'b'] });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(listing(yard.path('root/data'))).toEqual(listing(yard.path('source')));
});

test('Holdfast’s own folders are no targets', async () => {
  using yard = openYard();
  yard.write({ 'root/.holdfast-replaced-job_1/data/file': 'kept' });
  for (const target of ['home', 'home/vault', 'root/.holdfast-replaced-job_1/data', 'root/.holdfast-restore-x']) {
    const request = yard.request({ target: yard.path(target), roots: [yard.path()], conflict: 'REPLACE' });
    await expect(prepareLanding(request), target).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
  }
  const around = yard.request({ target: yard.path(), roots: [yard.path()], conflict: 'REPLACE' });
  await expect(prepareLanding(around)).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
});

test.each<ConflictRule>(['FAIL_IF_EXISTS', 'REPLACE'])(
  'missing parents are made only when the data is swapped in (%s)',
  async (conflict) => {
    using yard = openYard();
    yard.write({ 'source/file': 'new' });
    const target = yard.path('root/a/b/data');
    const landing = await yard.stage({ target, conflict });
    expect(landing.staging).toBe(yard.path('root/.holdfast-restore-job_0001-1'));
    expect(existsSync(yard.path('root/a'))).toBe(false);
  },
);
