import { chmodSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { findRestic } from '@holdfast/worker/vault/find';
import { identify, initialise } from '@holdfast/worker/vault/identity';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { corrupt, openWorkshop, password, resticError } from './kit.ts';

test('a new repository can be identified, and is told apart from every other', async () => {
  using shop = await openWorkshop();
  const other = shop.reopen({ location: shop.path('other') });
  const { id } = await initialise(other);
  expect(await identify(other)).toEqual({ id, version: 2 });
  expect((await identify(shop.repository)).id).not.toBe(id);
  expect(await snapshots(other)).toEqual([]);
});

test('a repository is never initialised a second time', async () => {
  using shop = await openWorkshop();
  const { id } = await identify(shop.repository);
  expect((await resticError(initialise(shop.repository))).kind).toBe('repository-exists');
  expect((await identify(shop.repository)).id).toBe(id);
});

test('a location without a repository is told as missing, by its kind and exit code', async () => {
  using shop = await openWorkshop();
  const error = await resticError(identify(shop.reopen({ location: shop.path('nowhere') })));
  expect(error).toMatchObject({ kind: 'repository-missing', exitCode: 10, command: 'cat' });
});

test('a wrong password is told as such and shown nowhere', async () => {
  using shop = await openWorkshop();
  const repository = shop.reopen({ password: 'not the password' });
  const error = await resticError(identify(repository));
  expect(error).toMatchObject({ kind: 'wrong-password', exitCode: 12, fault: 'user', retryable: false });
  const shown = inspect([error, repository], { depth: 9, showHidden: true }) + JSON.stringify([error, repository]);
  expect(shown).not.toContain('not the password');
  expect(shown).not.toContain(shop.location);
});

test('a damaged configuration is told as damage', async () => {
  using shop = await openWorkshop();
  corrupt(`${shop.location}/config`);
  expect((await resticError(identify(shop.repository))).kind).toBe('damaged');
});

test('a storage that does not answer is given up after the timeout', async () => {
  using shop = await openWorkshop();
  const repository = shop.reopen({ location: 'rest:http://ann:topsecret@127.0.0.1:1/r' });
  const error = await resticError(identify(repository, { timeout: 1500 }));
  expect(error).toMatchObject({ kind: 'unreachable', retryable: true });
  expect(error.stderrTail).toContain('connection refused');
  expect(error.stderrTail).not.toContain('topsecret');
});

test('a location that restic does not know is a mistake of the caller', async () => {
  using shop = await openWorkshop();
  expect((await resticError(identify(shop.reopen({ location: 'azure:c:/' })))).kind).toBe('usage');
});

test('a password that restic would read differently in different ways is refused', async () => {
  using shop = await openWorkshop();
  for (const bad of ['', 'two\nlines', ' blank', 'blank ']) {
    expect(() => shop.reopen({ password: bad })).toThrow('restic open');
  }
  expect(() => shop.reopen({ environment: { RESTIC_PASSWORD: 'x' } })).toThrow('RESTIC_PASSWORD');
  for (const good of ['pässwörd 😀', `a'b"c$d\\e`]) {
    const repository = shop.reopen({ password: good, location: shop.path(Buffer.from(good).toString('hex')) });
    const { id } = await initialise(repository);
    expect((await identify(repository)).id).toBe(id);
  }
});

test('the first restic that is new enough is found', async () => {
  using shop = await openWorkshop();
  const found = await findRestic([shop.path('nowhere'), shop.restic.path]);
  expect(found).toEqual(shop.restic);
});

test('an old restic, and none at all, are two different errors that list what was tried', async () => {
  using shop = await openWorkshop();
  const old = shop.write('old', '#!/bin/sh\necho restic 0.14.0 compiled with go1.19\n');
  chmodSync(old, 0o755);
  const tooOld = await resticError(findRestic([shop.path('nowhere'), old]));
  expect(tooOld.kind).toBe('version-too-old');
  expect(tooOld.message).toMatch(/nowhere \(does not run\), .*old \(0\.14\.0\)/);
  const missing = await resticError(findRestic([shop.path('nowhere')]));
  expect(missing).toMatchObject({ kind: 'not-found', fault: 'user' });
  const gone = shop.reopen({ restic: { path: shop.path('nowhere'), version: shop.restic.version }, password });
  expect((await resticError(identify(gone))).kind).toBe('not-found');
});
