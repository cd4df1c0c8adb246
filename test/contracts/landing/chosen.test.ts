import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planMoves } from '@holdfast/worker/landing/moves';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { containing } from './containing.ts';
import { listing } from './listing.ts';
import { openYard, run } from './yard.ts';

test('each chosen path replaces only itself', async () => {
  using yard = openYard();
  yard.write({
    'root/data/a/chosen': 'old',
    'root/data/a/other': 'old',
    'root/data/folder/gone-in-the-point': 'old',
    'source/a/chosen': 'new',
    'source/folder/file': 'new',
  });
  chmodSync(yard.path('root/data/a'), 0o701);
  const orders = yard.orders({
    target: yard.path('root/data'),
    conflict: 'REPLACE',
    paths: ['a/chosen', 'folder', 'folder/file'],
  });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  const settled = await yard.settle(orders);
  yard.write({ 'expected/a/chosen': 'new', 'expected/a/other': 'old', 'expected/folder/file': 'new' });
  chmodSync(yard.path('expected/a'), 0o701);
  expect(listing(yard.path('root/data'))).toEqual(listing(yard.path('expected')));
  yard.write({ 'kept/a/chosen': 'old', 'kept/folder/gone-in-the-point': 'old' });
  chmodSync(yard.path('kept'), 0o700);
  chmodSync(yard.path('kept/a'), 0o700);
  expect(settled).toMatchObject({ kept: yard.path('root/.holdfast-replaced-job_0001') });
  expect(listing(yard.path('root/.holdfast-replaced-job_0001/data'))).toEqual(listing(yard.path('kept')));
});

test('a missing parent comes from the recovery point with its mode, once for all that is in it', async () => {
  using yard = openYard();
  yard.write({ 'root/data/there': 'old', 'source/x/y/one': 'new', 'source/x/y/two': 'new' });
  chmodSync(yard.path('source/x'), 0o710);
  const landing = await yard.stage({ target: yard.path('root/data'), paths: ['x/y/one', 'x/y/two'] });
  expect(await planMoves(landing)).toEqual([
    { from: `${landing.stagedRoot}/x`, to: yard.path('root/data/x'), aside: null, emptyAside: false },
  ]);
});

test('where the target itself is missing, all that was chosen comes as one', async () => {
  using yard = openYard();
  yard.write({ 'source/x/one': 'new', 'source/two': 'new' });
  const landing = await yard.stage({ target: yard.path('root/not/yet'), paths: ['x/one', 'two'] });
  expect(await planMoves(landing)).toEqual([
    { from: landing.stagedRoot, to: yard.path('root/not/yet'), aside: null, emptyAside: false },
  ]);
});

test('all chosen paths are checked before any move', async () => {
  using yard = openYard();
  yard.write({ 'root/data/b': 'old', 'root/data/c': 'old', 'source/a': 'new', 'source/b': 'new', 'source/c': 'new' });
  const request = yard.request({ target: yard.path('root/data'), paths: ['a', 'b', 'c'] });
  const refused = { code: 'TARGET_EXISTS', message: containing('data/b and 1 more') };
  await expect(prepareLanding(request)).rejects.toMatchObject(refused);
  const landing = await yard.stage({ ...request, paths: ['a'] });
  await expect(planMoves({ ...landing, paths: ['a', 'b', 'c'] })).rejects.toMatchObject(refused);
});

test('a chosen path that the engine did not bring is an error, not a gap', async () => {
  using yard = openYard();
  yard.write({ 'root/data/x': 'old', 'source/a': 'new' });
  const landing = await yard.stage({ target: yard.path('root/data'), paths: ['a', 'missing'] });
  await expect(planMoves(landing)).rejects.toMatchObject({
    code: 'PATH_NOT_RESTORED',
    message: 'missing was not restored.',
  });
});

test('chosen paths in a root go to their own places in it', async () => {
  using yard = openYard();
  yard.write({ 'root/a/file': 'old', 'root/other': 'old', 'source/a/file': 'new' });
  const orders = yard.orders({ target: yard.root, conflict: 'REPLACE', paths: ['a/file'] });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect((await yard.settle(orders)).state).toBe('FINISHED');
  yard.write({ 'expected/a/file': 'new', 'expected/other': 'old' });
  expect(listing(yard.root)).toEqual(listing(yard.path('expected')));
});
