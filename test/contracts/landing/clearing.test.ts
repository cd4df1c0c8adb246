import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetJournal } from '@holdfast/worker/landing/journal';
import { removeKept } from '@holdfast/worker/landing/kept';
import { discard } from '@holdfast/worker/landing/staging';
import { leftovers } from './listing.ts';
import { meddleWith } from './pause.ts';
import { openYard, run, type Yard } from './yard.ts';

async function land(yard: Yard, fault = '') {
  yard.write({ 'root/data/file': 'old', 'source/file': 'new' });
  const orders = yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE' });
  await run('land', orders, fault);
  return orders;
}

test('a discarded restore leaves nothing and may be discarded twice', async () => {
  using yard = openYard();
  yard.write({ 'source/file': 'new', 'source/link': { link: yard.path('home') }, 'home/precious': 'kept' });
  const landing = await yard.stage({ target: yard.path('root/data') });
  await discard(landing);
  await discard(landing);
  expect(leftovers(yard.root)).toEqual([]);
  expect(readFileSync(yard.path('home/precious'), 'utf8')).toBe('kept');
});

test('a staging folder that was moved away and replaced by a link is not followed', async () => {
  using yard = openYard();
  yard.write({ 'home/precious': 'kept', 'root/.holdfast-restore-job_0001-1': { link: yard.path('home') } });
  await expect(discard({ staging: yard.path('root/.holdfast-restore-job_0001-1') })).rejects.toMatchObject({
    code: 'LEFTOVER_STUCK',
  });
  expect(readFileSync(yard.path('home/precious'), 'utf8')).toBe('kept');
});

test('a folder that becomes a link in the instant it is entered is not followed', async () => {
  using yard = openYard();
  const staging = 'root/.holdfast-restore-job_0001-1';
  yard.write({ [`${staging}/a/file`]: 'x', 'home/precious': 'kept' });
  const orders = yard.orders({ target: yard.path('root/data') });
  writeFileSync(orders.landingFile, JSON.stringify({ staging: yard.path(staging), kept: '', finalPath: '' }));
  const doWhatOthersDo = () => {
    renameSync(yard.path(staging, 'a'), yard.path('moved'));
    symlinkSync(yard.path('home'), yard.path(staging, 'a'));
  };
  await meddleWith('settle', { orders, point: 'landing.enter-folder:2', doWhatOthersDo });
  expect(readFileSync(yard.path('home/precious'), 'utf8')).toBe('kept');
  expect(await yard.settle(orders)).toEqual({ state: 'NOTHING', leftover: null });
  expect(readFileSync(yard.path('home/precious'), 'utf8')).toBe('kept');
});

test('what cannot be deleted is named, the rest goes, and the outcome stands', async () => {
  using yard = openYard('REAL');
  const orders = await land(yard, 'landing.done');
  const staging = 'root/.holdfast-restore-job_0001-1';
  yard.write({ [`${staging}/a/locked`]: 'x', [`${staging}/b/free`]: 'x', [`${staging}/z/free`]: 'x' });
  const release = yard.makeImmutable(`${staging}/a/locked`);
  const settled = await yard.settle(orders);
  expect(settled).toMatchObject({ state: 'FINISHED', record: { files: 7 }, leftover: { code: 'LEFTOVER_STUCK' } });
  expect(settled.leftover?.message).toContain(yard.path(staging, 'a/locked'));
  expect(leftovers(yard.root).toSorted()).toEqual(
    ['', '/a', '/a/locked'].map((end) => `.holdfast-restore-job_0001-1${end}`),
  );
  release();
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', leftover: null });
  expect(leftovers(yard.root)).toEqual([]);
});

test.each(['its own file system', 'a part of the same one'])(
  'what is mounted in a staging folder is not deleted: %s',
  async (kind) => {
    using yard = openYard();
    const name = 'root/.holdfast-restore-job_0001-1/mount';
    yard.write({ [name]: null });
    const mount = kind === 'its own file system' ? yard.mount(name, 'size=1m') : yard.bind(name);
    writeFileSync(join(mount, 'precious'), 'kept');
    await expect(discard({ staging: yard.path('root/.holdfast-restore-job_0001-1') })).rejects.toMatchObject({
      code: 'LEFTOVER_STUCK',
      message: `${mount} cannot be deleted.`,
    });
    expect(readFileSync(join(mount, 'precious'), 'utf8')).toBe('kept');
  },
);

test('a deep and a wide tree go, also where their owner locked them and is not root', async () => {
  using yard = openYard();
  const orders = yard.orders({ target: yard.path('root/data'), uid: yard.giveAway() });
  const staging = yard.path('root/.holdfast-restore-job_0001-1');
  mkdirSync(join(staging, ...Array.from({ length: 300 }, () => 'deep')), { recursive: true });
  for (let index = 0; index < 1500; index += 1) writeFileSync(join(staging, `wide-${index}`), '');
  writeFileSync(orders.landingFile, JSON.stringify({ staging, kept: '', finalPath: '' }));
  yard.giveAway();
  chmodSync(join(staging, 'deep/deep/deep'), 0o000);
  chmodSync(join(staging, 'deep/deep'), 0o555);
  expect(await run('settle', orders)).toMatchObject({ code: 0, output: 'NOTHING\n' });
  expect(leftovers(yard.root)).toEqual([]);
});

test('a line that a crash cut short counts as not written', async () => {
  using yard = openYard();
  const orders = await land(yard, 'landing.all-moved');
  appendFileSync(orders.journalFile, '{"state":"do');
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', leftover: null });
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', leftover: null });
});

test.each(['{"state":"done"}\n', 'no journal\n', ''])(
  'a journal that reads %j stops everything rather than deleting data',
  async (text) => {
    using yard = openYard();
    const orders = await land(yard, 'landing.moved-aside');
    writeFileSync(orders.journalFile, text);
    await expect(yard.settle(orders)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect(leftovers(yard.root)).not.toEqual([]);
    expect(existsSync(yard.path('root/.holdfast-replaced-job_0001/data/file'))).toBe(true);
  },
);

test('a staging folder deleted by others in mid-swap brings the old back', async () => {
  using yard = openYard();
  const orders = await land(yard, 'landing.moved-aside');
  await discard({ staging: yard.path('root/.holdfast-restore-job_0001-1') });
  expect(await yard.settle(orders)).toMatchObject({ state: 'UNDONE', kept: null });
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('old');
});

test('a target deleted by its users after the swap does not keep it from being settled', async () => {
  using yard = openYard();
  const orders = await land(yard, 'landing.done');
  execFileSync('rm', ['-r', yard.path('root/data')]);
  expect(await yard.settle(orders)).toMatchObject({ state: 'FINISHED', leftover: null });
});

test('a forgotten journal has nothing to tell', async () => {
  using yard = openYard();
  const orders = await land(yard);
  await yard.settle(orders);
  await forgetJournal(orders.journalFile);
  await forgetJournal(orders.journalFile);
  expect(await yard.settle(orders)).toEqual({ state: 'NOTHING', leftover: null });
  expect(readFileSync(yard.path('root/data/file'), 'utf8')).toBe('new');
});

test('what was kept is deleted after its time, and nothing else by that way', async () => {
  using yard = openYard();
  yard.write({
    'root/.holdfast-replaced-job_1/data/file': 'old',
    'root/precious/file': 'kept',
    'root/.holdfast-restore-job_1-1/file': 'staged',
    'outside/.holdfast-replaced-job_1/file': 'kept',
    'root/.holdfast-replaced-job_2': { link: yard.path('root/precious') },
    'root/.holdfast-replaced-job_3': { link: yard.path('outside/.holdfast-replaced-job_1') },
  });
  const refused = ['root', 'root/precious', 'root/.holdfast-restore-job_1-1', 'root/.holdfast-replaced-job_1/data'];
  for (const path of [...refused, 'root/.holdfast-replaced-job_2', 'root/.holdfast-replaced-']) {
    await expect(removeKept(yard.path(path), [yard.root]), path).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
  }
  for (const path of ['outside/.holdfast-replaced-job_1', 'root/.holdfast-replaced-job_3']) {
    await expect(removeKept(yard.path(path), [yard.root]), path).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOTS' });
  }
  await removeKept(yard.path('root/.holdfast-replaced-job_1'), [yard.root]);
  await removeKept(yard.path('root/.holdfast-replaced-job_1'), [yard.root]);
  expect(existsSync(yard.path('root/.holdfast-replaced-job_1'))).toBe(false);
  expect(readFileSync(yard.path('outside/.holdfast-replaced-job_1/file'), 'utf8')).toBe('kept');
  expect(readFileSync(yard.path('root/precious/file'), 'utf8')).toBe('kept');
});
