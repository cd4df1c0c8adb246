import { chmodSync, chownSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planMoves } from '@holdfast/worker/landing/moves';
import { swapIn } from '@holdfast/worker/landing/swap';
import { containing } from './containing.ts';
import { leftovers, listing } from './listing.ts';
import { meddle } from './pause.ts';
import { openYard, run } from './yard.ts';

test('a rename that fails in the middle takes all earlier ones back, and the error says why', async () => {
  using yard = openYard('REAL');
  yard.write({
    'source/a': 'new',
    'source/b': 'new',
    'source/z': 'new',
    'root/a': 'old',
    'root/b': 'old',
    'root/c': 'old',
  });
  const old = listing(yard.root);
  const release = yard.makeImmutable('root/b');
  const landing = await yard.stage({ target: yard.root, conflict: 'REPLACE' });
  const orders = yard.orders({ target: yard.root });
  writeFileSync(orders.landingFile, JSON.stringify(landing));
  const swap = { landing, moves: await planMoves(landing), journalFile: orders.journalFile, record: orders.record };
  await expect(swapIn({ ...swap, confirm: async () => {} })).rejects.toMatchObject({
    code: 'SWAP_FAILED',
    message: containing(join(yard.root, 'b')),
    cause: containing('EPERM'),
    retryable: false,
  });
  expect(listing(yard.root)).toEqual(old);
  const settled = await yard.settle(orders);
  expect(settled).toMatchObject({ state: 'UNDONE', leftover: null, kept: null, record: { files: 7 } });
  expect(settled).toMatchObject({ failure: { code: 'SWAP_FAILED' } });
  expect(leftovers(yard.root)).toEqual([]);
  release();
});

test('a run that no longer holds its job changes nothing', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new', 'root/data/file': 'old' });
  const landing = await yard.stage({ target: yard.path('root/data'), conflict: 'REPLACE' });
  const orders = yard.orders({ target: landing.target });
  writeFileSync(orders.landingFile, JSON.stringify(landing));
  const confirm = async () => Promise.reject(new Error('fenced'));
  const swap = { landing, moves: await planMoves(landing), journalFile: orders.journalFile, record: null, confirm };
  await expect(swapIn(swap)).rejects.toThrow('fenced');
  expect(await yard.settle(orders)).toEqual({ state: 'NOTHING', leftover: null });
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('old');
});

test.each(['landing.folders-made', 'landing.move-in'])(
  'what someone puts at a free target at %s is neither overwritten nor lost',
  async (point) => {
    using yard = openYard();
    yard.write({ 'source/file': 'new' });
    const orders = yard.orders({ target: yard.path('root/a/data') });
    const { code, output } = await meddle(orders, point, () => {
      yard.write({ 'root/a/data/theirs': 'theirs' });
    });
    expect({ code, output }).toEqual({
      code: 3,
      output: containing('SWAP_FAILED: Something was put there'),
    });
    expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', kept: null });
    expect(readFileSync(yard.path('root/a/data/theirs'), 'utf8')).toBe('theirs');
  },
);

test('a file that appears at its place in the instant of the move is not overwritten', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new', 'root/data/other': 'old' });
  const orders = yard.orders({ target: yard.path('root/data'), paths: ['file'] });
  const { code } = await meddle(orders, 'landing.link', () => yard.write({ 'root/data/file': 'theirs' }));
  expect(code).toBe(3);
  expect((await yard.settle(orders)).state).toBe('UNDONE');
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('theirs');
});

test('a folder that appears at its place in the instant of the move is not replaced', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data') });
  await meddle(orders, 'landing.rename', () => yard.write({ 'root/data/theirs': 'theirs' }));
  expect((await yard.settle(orders)).state).toBe('UNDONE');
  expect(readdirSync(yard.path('root/data'))).toEqual(['theirs']);
});

test('an empty folder that appears before the move is not replaced', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data') });
  await meddle(orders, 'landing.move-in', () => yard.write({ 'root/data': null }));
  expect((await yard.settle(orders)).state).toBe('UNDONE');
  expect(readdirSync(yard.path('root/data'))).toEqual([]);
});

test('a file of another user, which cannot be linked, is moved aside as well', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new', 'root/data/file': 'old' });
  const uid = yard.giveAway();
  chownSync(yard.path('root/data/file'), 0, 0);
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['file'], uid });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED' });
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('new');
  expect(readFileSync(yard.path('root/.holdfast-replaced-job_0001/data/file'), 'utf8')).toBe('old');
});

test('what someone puts where the old stood goes out of its way and is kept', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new', 'root/data/file': 'old' });
  const old = listing(yard.path('root/data'));
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE' });
  await meddle(orders, 'landing.move-in', () => yard.write({ 'root/data/file': 'theirs' }));
  const settled = await yard.settle(orders);
  const kept = yard.path('root/.holdfast-replaced-job_0001');
  expect(settled).toMatchObject({ state: 'UNDONE', kept });
  expect(listing(yard.path('root/data'))).toEqual(old);
  expect(readFileSync(join(kept, 'in-the-way-1/file'), 'utf8')).toBe('theirs');
});

test('undoing never takes what others put in place of the restored for its own', async () => {
  using yard = openYard('REAL');
  yard.write({ 'source/a': 'new', 'source/b': 'new', 'root/a': 'old', 'root/b': 'old' });
  yard.makeImmutable('root/b');
  const orders = yard.orders({ target: yard.root, conflict: 'REPLACE' });
  await meddle(orders, 'landing.moved-in', () => writeAnew(join(yard.root, 'a'), 'theirs'));
  const settled = await yard.settle(orders);
  expect(settled.state).toBe('UNDONE');
  expect(readFileSync(join(yard.root, 'a'), 'utf8')).toBe('old');
  expect(readFileSync(yard.path('root/.holdfast-replaced-job_0001/in-the-way-1'), 'utf8')).toBe('theirs');
});

/** Another file of the same name, as editors save. */
function writeAnew(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

test('a user who is not root may swap folders that nobody may write to', async () => {
  using yard = openYard();
  yard.write({ 'source/locked/file': 'new', 'root/data/locked/file': 'old' });
  for (const name of ['source/locked', 'root/data/locked']) chmodSync(yard.path(name), 0o555);
  const uid = yard.giveAway();
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['locked'], uid });
  expect(await run('land', orders)).toMatchObject({ code: 0 });
  expect(await run('settle', orders)).toMatchObject({ code: 0, output: 'FINISHED\n' });
  expect(listing(yard.path('root/data'))).toEqual(listing(yard.path('source')));
  expect(listing(yard.path('root/.holdfast-replaced-job_0001/data/locked'))).toContain('|40555|65534|65534');
});

test('an empty folder that someone fills in the instant it gives way stays where it is, with what is in it', async () => {
  using yard = openYard();
  yard.write({ 'root/data': null, 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data') });
  await meddle(orders, 'landing.move-aside', () => yard.write({ 'root/data/theirs': 'theirs' }));
  expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', kept: null });
  expect(readdirSync(yard.path('root/data'))).toEqual(['theirs']);
});

test('folders that were made for the restored data go when it does not come', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/a/b/data') });
  const { output } = await meddle(orders, 'landing.folders-made', () => {
    rmSync(yard.path('root/.holdfast-restore-job_0001-1/data'), { recursive: true });
  });
  expect(output).toContain('What was staged was deleted');
  expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', kept: null });
  expect(readdirSync(yard.root)).toEqual([]);
});
