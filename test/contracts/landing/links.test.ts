import { chmodSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planMoves } from '@holdfast/worker/landing/moves';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { listing } from './listing.ts';
import { meddle } from './pause.ts';
import { openYard, run, type Yard } from './yard.ts';

/** A yard with a folder that nothing may ever be written to. */
function openGuardedYard(): Yard {
  const yard = openYard();
  yard.write({ 'source/file': 'new', 'outside/file': 'secret', 'root/data/file': 'old' });
  return yard;
}

test.each(['root/out', 'root/out/data', 'root/out/a/b'])('%s leads out of the roots and is refused', async (target) => {
  using yard = openGuardedYard();
  yard.write({ 'root/out': { link: yard.path('outside') } });
  const request = yard.request({ target: yard.path(target), conflict: 'REPLACE' });
  await expect(prepareLanding(request)).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOTS' });
});

test('a chosen path whose folder in the target has become a link is refused, not followed', async () => {
  using yard = openGuardedYard();
  yard.write({ 'source/sub/file': 'new', 'root/data/sub': { link: yard.path('outside') } });
  const request = { target: yard.path('root/data'), conflict: 'REPLACE', paths: ['sub/file'] } as const;
  await expect(prepareLanding(yard.request(request))).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
  const landing = await yard.stage({ ...request, paths: ['file'] });
  await expect(planMoves({ ...landing, paths: ['sub/file'] })).rejects.toMatchObject({ code: 'PATH_UNUSABLE' });
  expect(readFileSync(yard.path('outside/file'), 'utf8')).toBe('secret');
});

test('a link that is replaced is moved itself, and what it leads to stays', async () => {
  using yard = openGuardedYard();
  yard.write({ 'source/link': 'a file now', 'root/data/link': { link: yard.path('outside/file') } });
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['link'] });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect((await yard.settle(orders)).state).toBe('FINISHED');
  expect(readFileSync(yard.path('root/data/link'), 'utf8')).toBe('a file now');
  expect(readFileSync(yard.path('outside/file'), 'utf8')).toBe('secret');
});

// Whoever may write to the folders around the target makes a link of one at every moment between a check and what relies on it. Where the link leads,
// everything has the same names, so that whatever followed it would find its way.
test.each([
  'landing.make-staging',
  'landing.staging-made',
  'program.staging-held',
  'landing.prepare',
  'landing.prepared',
  'landing.folders-made',
  'landing.move-aside',
  'landing.moved-aside',
  'landing.move-in',
  'landing.moved-in',
])('a link put in the way at %s leads nothing out', async (point) => {
  for (const link of ['root/around', 'root/around/inner']) {
    using yard = openYard();
    yard.write({ 'source/file': 'new', 'root/around/inner/data/file': 'old' });
    for (const folder of ['root', 'root/around']) chmodSync(yard.path(folder), 0o777);
    const old = listing(yard.root);
    const orders = yard.orders({ target: yard.path('root/around/inner/data'), conflict: 'REPLACE' });

    let outside: string[] = [];
    const { code, output } = await meddle(orders, point, () => {
      cpSync(yard.path(link), yard.path('outside'), { recursive: true });
      renameSync(yard.path(link), yard.path('moved'));
      symlinkSync(yard.path('outside'), yard.path(link));
      outside = everything(yard.path('outside'));
    });
    expect(code, output).not.toBe(0);
    expect(everything(yard.path('outside')), link).toEqual(outside);

    rmSync(yard.path(link));
    renameSync(yard.path('moved'), yard.path(link));
    const settled = await yard.settle(orders);
    expect(settled.leftover).toBeNull();
    if (settled.state === 'FINISHED')
      expect(readFileSync(yard.path('root/around/inner/data/file'), 'utf8')).toBe('new');
    else expect(listing(yard.root)).toEqual(old);
  }
});

/** Every path below a folder with what is in it, Holdfast's own folders as well. */
function everything(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path}: ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`;
  });
}
