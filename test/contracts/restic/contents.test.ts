import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import { dumpToFile, dumpToStream } from '@holdfast/worker/vault/dump';
import { forget } from '@holdfast/worker/vault/forget';
import { list } from '@holdfast/worker/vault/list';
import type { ListOptions, Node } from '@holdfast/worker/vault/list';
import { locks } from '@holdfast/worker/vault/locks';
import { check, statistics } from '@holdfast/worker/vault/maintain';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { waitFor } from '../../kit/wait-for.ts';
import { corrupt, largestPack, openWorkshop, processesMarked, resticError } from './kit.ts';
import type { Workshop } from './kit.ts';

async function store(shop: Workshop): Promise<string> {
  const source = { kind: 'paths', cwd: shop.path('source'), paths: ['.'] } as const;
  const { summary } = await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  return summary.snapshotId;
}

async function nodes(shop: Workshop, snapshotId: string, options: ListOptions): Promise<readonly Node[]> {
  const found: Node[] = [];
  for await (const node of list(shop.repository, snapshotId, options)) found.push(node);
  return found;
}

test('a listing shows one level or all, with type, size, owner and Unix mode', async () => {
  using shop = await openWorkshop();
  chmodSync(shop.write('source/deep/run', '12345'), 0o4755);
  symlinkSync('run', shop.path('source/deep/link'));
  shop.write('source/top', 'x');
  const id = await store(shop);
  expect((await nodes(shop, id, {})).map(({ path }) => path)).toEqual(['/deep', '/top']);
  const all = await nodes(shop, id, { recursive: true });
  expect(all.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'dir /deep',
    'symlink /deep/link',
    'file /deep/run',
    'file /top',
  ]);
  expect(all[2]).toMatchObject({ name: 'run', size: 5, mode: 0o4755, uid: 0, gid: 0 });
  expect(all[2]?.mtime).toBeInstanceOf(Date);
  expect((await nodes(shop, id, { path: '/deep/run' })).map(({ path }) => path)).toEqual(['/deep/run']);
});

test('a path or a snapshot that does not exist is told as such', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const id = await store(shop);
  expect((await resticError(nodes(shop, id, { path: '/gone' }))).kind).toBe('path-missing');
  expect((await resticError(nodes(shop, 'deadbeef', {}))).kind).toBe('snapshot-missing');
});

test('a listing that is left early leaves no lock', async () => {
  using shop = await openWorkshop();
  for (let i = 0; i < 3000; i += 1) shop.write(`source/${i}`, '');
  const id = await store(shop);
  for await (const node of list(shop.repository, id, { recursive: true })) {
    expect(node.path).toMatch(/^\//);
    break;
  }
  expect(await locks(shop.repository)).toEqual([]);
});

test('a file comes out byte for byte, into a stream or a new file', async () => {
  using shop = await openWorkshop();
  const content = randomBytes(2_500_000);
  shop.write('source/data', content);
  shop.write('source/empty', '');
  const snapshotId = await store(shop);
  const stream = new PassThrough();
  const [read, { bytes }] = await Promise.all([
    buffer(stream),
    dumpToStream(shop.repository, { snapshotId, path: '/data' }, stream),
  ]);
  expect(bytes).toBe(content.length);
  expect(read.equals(content)).toBe(true);
  await dumpToFile(shop.repository, { snapshotId, path: 'empty' }, shop.path('empty'));
  expect(readFileSync(shop.path('empty'))).toHaveLength(0);
});

test('a damaged file is never left looking whole', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(3_000_000));
  const snapshotId = await store(shop);
  corrupt(largestPack(shop.location));
  const stream = new PassThrough();
  const read = buffer(stream);
  read.catch(() => undefined);
  const request = { snapshotId, path: '/data' };
  expect((await resticError(dumpToStream(shop.repository, request, stream))).kind).toBe('damaged');
  await expect(read).rejects.toThrow('the repository is damaged');
  expect((await resticError(dumpToFile(shop.repository, request, shop.path('out')))).kind).toBe('damaged');
  expect(existsSync(shop.path('out'))).toBe(false);
});

test('a reader that goes away ends the dump and leaves no lock', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(30_000_000));
  const snapshotId = await store(shop);
  const stream = new PassThrough();
  stream.on('error', () => undefined);
  stream.once('data', () => stream.destroy(new Error('the reader left')));
  const dump = dumpToStream(shop.repository, { snapshotId, path: '/data' }, stream);
  await expect(dump).rejects.toThrow(/the reader left|destroyed/);
  expect(await locks(shop.repository)).toEqual([]);
});

test('a reader that goes away while a write waits for it ends the dump as well', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(3_000_000));
  const snapshotId = await store(shop);
  const stream = new PassThrough();
  stream.on('error', () => undefined);
  const dump = dumpToStream(shop.repository, { snapshotId, path: '/data' }, stream);
  dump.catch(() => undefined);
  // Nobody reads: once it is full the write that is under way is not called back, also not when the stream is destroyed.
  await waitFor('the stream to be full', async () => stream.writableNeedDrain);
  stream.destroy(new Error('the reader left'));
  await expect(dump).rejects.toThrow('the reader left');
  expect(await locks(shop.repository)).toEqual([]);
});

test('a dump that is told to stop while a write waits and nobody reads ends, and leaves no restic and no lock', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(3_000_000));
  const snapshotId = await store(shop);
  const stream = new PassThrough();
  stream.on('error', () => undefined);
  const cancel = new AbortController();
  const marker = randomUUID();
  const request = { snapshotId, path: '/data', size: 3_000_000, signal: cancel.signal, marker };
  const dump = resticError(dumpToStream(shop.repository, request, stream));
  dump.catch(() => undefined);
  await waitFor('the stream to be full', async () => stream.writableNeedDrain);
  cancel.abort();
  expect((await dump).kind).toBe('interrupted');
  expect(stream.destroyed).toBe(true);
  expect(processesMarked(marker)).toEqual([]);
  expect(await locks(shop.repository)).toEqual([]);
});

test('a dump that is told to stop while its last bytes are taken is not called whole', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', 'x');
  const snapshotId = await store(shop);
  const cancel = new AbortController();
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(), final: () => cancel.abort() });
  stream.on('error', () => undefined);
  const dump = dumpToStream(shop.repository, { snapshotId, path: '/data', signal: cancel.signal }, stream);
  expect((await resticError(dump)).kind).toBe('interrupted');
  expect(stream.destroyed).toBe(true);
});

test('a directory is not dumped as if it were a file', async () => {
  using shop = await openWorkshop();
  shop.write('source/deep/a', 'x');
  const request = { snapshotId: await store(shop), path: '/deep' };
  expect((await resticError(dumpToFile(shop.repository, request, shop.path('out')))).kind).toBe('usage');
  const gone = { ...request, path: '/gone' };
  expect((await resticError(dumpToFile(shop.repository, gone, shop.path('out')))).kind).toBe('path-missing');
});

test('a forget that deleted nothing fails, though restic ends with 0', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const [kept, free] = [await store(shop), await store(shop)];
  shop.makeImmutable(`${shop.location}/snapshots/${kept}`);
  const error = await resticError(forget(shop.repository, [kept, free]));
  expect(error.kind).toBe('permission');
  expect(error.message).toContain(kept);
  expect(error.message).not.toContain(free);
  expect((await snapshots(shop.repository)).map(({ id }) => id)).toEqual([kept]);
});

test('a forget may be repeated, and takes nothing but full ids', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const id = await store(shop);
  expect(await forget(shop.repository, [id])).toEqual({ removed: [id], absent: [] });
  expect(await forget(shop.repository, [id])).toEqual({ removed: [], absent: [id] });
  for (const vague of ['latest', id.slice(0, 8), '--prune']) {
    expect((await resticError(forget(shop.repository, [vague]))).kind).toBe('usage');
  }
});

test('a snapshot that cannot be read is not called absent by a forget that leaves it where it is', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const [damaged, whole] = [await store(shop), await store(shop)];
  corrupt(`${shop.location}/snapshots/${damaged}`);
  const fresh = shop.reopen({ cacheDirectory: shop.path('other-cache') });
  const error = await resticError(forget(fresh, [damaged, whole]));
  expect(error.kind).toBe('damaged');
  expect(error.message).toContain(damaged);
  expect(readdirSync(`${shop.location}/snapshots`)).toEqual([damaged]);
});

test('a check finds a corrupt pack when it reads the data, and a lost one without', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(1_000_000));
  await store(shop);
  expect(await check(shop.repository, { readDataSubset: '100%' })).toMatchObject({ healthy: true, errorCount: 0 });
  expect((await statistics(shop.repository)).rawBytes).toBeGreaterThan(1_000_000);
  const pack = largestPack(shop.location);
  corrupt(pack);
  const found = await check(shop.repository, { readDataSubset: '100%' });
  expect(found).toMatchObject({ healthy: false, brokenPacks: [pack.split('/').at(-1)] });
  expect(found.findings.join('\n')).toContain('ciphertext verification failed');
});

test('an index that cannot be read is a finding; a storage that does not answer, or a wrong password, is none', async () => {
  using shop = await openWorkshop();
  shop.write('source/data', randomBytes(1000));
  await store(shop);
  for (const name of readdirSync(`${shop.location}/index`)) corrupt(`${shop.location}/index/${name}`);
  expect(await check(shop.repository)).toMatchObject({ healthy: false });
  expect((await resticError(check(shop.reopen({ password: 'wrong' })))).kind).toBe('wrong-password');
  expect((await resticError(check(shop.reopen({ location: shop.path('nowhere') })))).kind).toBe('repository-missing');
  const closed = shop.reopen({ restic: shop.without('dac_override', 'dac_read_search') });
  chmodSync(`${shop.location}/index`, 0);
  expect((await resticError(check(closed))).kind).toBe('permission');
});
