import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { backup, readBackupFiles } from '@holdfast/worker/vault/backup';
import { initialise } from '@holdfast/worker/vault/identity';
import { list } from '@holdfast/worker/vault/list';
import { restore } from '@holdfast/worker/vault/restore';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { openWorkshop, resticError } from './kit.ts';

test('stores paths and tells exactly what was stored', async () => {
  using shop = await openWorkshop();
  shop.write('source/a.txt', 'hello');
  shop.write('source/deep/b.txt', 'world!');
  shop.write('source/skip.tmp', 'no');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const run = { source, tags: ['one', 'k=v'], host: 'somewhere', excludes: ['*.tmp'], ...shop.files() };
  const { summary, errors } = await backup(shop.repository, run);
  expect(summary).toMatchObject({ filesNew: 2, filesProcessed: 2, bytesProcessed: 11 });
  expect(errors).toMatchObject({ count: 0, first: [], repositoryDamaged: false });

  const [snapshot] = await snapshots(shop.repository, { tags: ['one', 'k=v'] });
  expect(snapshot).toMatchObject({ id: summary.snapshotId, host: 'somewhere', tags: ['one', 'k=v'] });
  expect(snapshot?.summary).toMatchObject({ filesNew: 2, bytesProcessed: 11 });
  expect(await snapshots(shop.repository, { tags: ['one', 'other'] })).toEqual([]);
  expect(await readBackupFiles(run)).toMatchObject({ complete: true, summary: { snapshotId: summary.snapshotId } });
});

test('stores and restores names of any bytes from a list', async () => {
  using shop = await openWorkshop();
  const names = [
    'emoji😀',
    'new\nline',
    'quote"\'s',
    'back\\slash',
    'star*[x]?',
    '-dash',
    '<&>',
    '\u2028',
    ' blank ',
    '$HOME',
  ]
    .map((name) => Buffer.from(name))
    .concat(Buffer.from([0x62, 0xff, 0xfe, 0x64]));
  mkdirSync(shop.path('source'));
  for (const name of names) writeFileSync(Buffer.concat([Buffer.from(shop.path('source/')), name]), name);
  const listFile = shop.write('list', Buffer.concat(names.flatMap((name) => [name, Buffer.from([0])])));
  const source = { kind: 'path-list', cwd: shop.path('source'), listFile } as const;
  const { summary } = await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  expect(summary.filesNew).toBe(names.length);

  const target = shop.path('restored');
  await restore(shop.repository, { snapshotId: summary.snapshotId, target, verify: true, ...shop.files() });
  const restored = readdirSync(target, { encoding: 'buffer' });
  expect(inOrder(restored)).toEqual(inOrder(names));
  for (const name of restored) expect(readFileSync(Buffer.concat([Buffer.from(`${target}/`), name]))).toEqual(name);
});

test('a source that is not there is refused before anything is stored', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source', 'gone'] } as const;
  const error = await resticError(backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() }));
  expect(error).toMatchObject({ kind: 'source-missing', fault: 'user', snapshotId: null });
  expect(error.message).toContain('gone');
  expect(await snapshots(shop.repository)).toEqual([]);
});

test('a listed source that is not there is told beside the snapshot of the others, though restic ends with 0', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const listFile = shop.write('list', 'a\0gone\0');
  const source = { kind: 'path-list', cwd: shop.path('source'), listFile } as const;
  const files = shop.files();
  const { summary, errors } = await backup(shop.repository, { source, tags: [], host: 'h', ...files });
  expect(errors).toMatchObject({ count: 1, first: [{ item: 'gone', message: 'no such file or directory' }] });
  expect((await readBackupFiles(files)).errors).toEqual(errors);
  expect((await snapshots(shop.repository)).map(({ id }) => id)).toEqual([summary.snapshotId]);
});

test('a list of which nothing is there fails the run, and nothing is stored', async () => {
  using shop = await openWorkshop();
  mkdirSync(shop.path('source'));
  const listFile = shop.write('list', 'gone\0');
  const source = { kind: 'path-list', cwd: shop.path('source'), listFile } as const;
  const error = await resticError(backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() }));
  expect(error.kind).toBe('source-missing');
  expect(await snapshots(shop.repository)).toEqual([]);
});

test('files that cannot be read are told one by one beside the snapshot without them', async () => {
  using shop = await openWorkshop();
  shop.write('source/good', 'fine');
  chmodSync(shop.write('source/closed', 'secret'), 0);
  mkdirSync(shop.path('source/closed-directory'), { mode: 0 });
  const repository = shop.reopen({ restic: shop.without('dac_override', 'dac_read_search') });
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const { summary, errors } = await backup(repository, { source, tags: [], host: 'h', ...shop.files() });
  expect(errors).toMatchObject({ count: 2, repositoryDamaged: false });
  expect(errors.first.map(({ item }) => item.split('/').at(-1))).toEqual(
    expect.arrayContaining(['closed', 'closed-directory']),
  );
  const stored: string[] = [];
  for await (const node of list(shop.repository, summary.snapshotId, { recursive: true })) stored.push(node.path);
  expect(stored).toContain('/source/good');
  expect(stored).not.toContain('/source/closed');
});

test('twenty thousand unreadable files are counted, and only the first hundred are kept', async () => {
  using shop = await openWorkshop();
  const total = 20_000;
  chmodSync(shop.write('source/0', 'x'), 0);
  for (let i = 1; i < total; i += 1) linkSync(shop.path('source/0'), shop.path(`source/${i}`));
  const repository = shop.reopen({ restic: shop.without('dac_override', 'dac_read_search') });
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const { errors } = await backup(repository, { source, tags: [], host: 'h', ...shop.files() });
  expect(errors.count).toBe(total);
  expect(errors.first).toHaveLength(100);
}, 120_000);

test('a full disk under the repository is told as such, and nothing is taken for stored', async () => {
  using shop = await openWorkshop();
  const location = `${shop.mountSmall('small', '3m')}/repository`;
  const repository = shop.reopen({ location });
  await initialise(repository);
  shop.write('source/big', randomBytes(8_000_000));
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const error = await resticError(backup(repository, { source, tags: [], host: 'h', ...shop.files() }));
  expect(error).toMatchObject({ kind: 'no-space', retryable: true, snapshotId: null });
  expect(Buffer.byteLength(error.stderrTail)).toBeLessThanOrEqual(1000);
});

test('a lost tree of an earlier snapshot is told as damage of the repository, not of the source', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  rmSync(`${shop.location}/index`, { recursive: true });
  mkdirSync(`${shop.location}/index`);
  const fresh = shop.reopen({ cacheDirectory: shop.path('other-cache') });
  const { errors } = await backup(fresh, { source, tags: [], host: 'h', ...shop.files() });
  expect(errors.repositoryDamaged).toBe(true);
});

test('a tag that restic would split or drop is refused', async () => {
  using shop = await openWorkshop();
  const source = { kind: 'paths', cwd: shop.directory, paths: ['.'] } as const;
  for (const tag of ['a,b', '', ' a']) {
    const run = backup(shop.repository, { source, tags: [tag], host: 'h', ...shop.files() });
    expect((await resticError(run)).kind).toBe('usage');
  }
});

test('files that hold the words of another run are not written to', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const outputFile = shop.write('used.out', 'words\n');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const run = backup(shop.repository, { source, tags: [], host: 'h', outputFile, errorFile: shop.path('e') });
  expect((await resticError(run)).kind).toBe('usage');
  expect(readFileSync(outputFile, 'utf8')).toBe('words\n');
});

test('a half-written file is read as far as it goes', async () => {
  using shop = await openWorkshop();
  const error =
    '{"message_type":"error","error":{"message":"open a: permission denied"},"during":"archival","item":"/a"}';
  const errorFile = shop.write('half.err', `${error}\n${error.slice(0, 40)}`);
  const outputFile = shop.write('half.out', '{"message_type":"status"}\n{"message_type":"summary","snapshot_id":"');
  expect(await readBackupFiles({ outputFile, errorFile })).toMatchObject({
    complete: false,
    summary: null,
    errors: { count: 1, first: [{ item: '/a' }] },
  });
  const nothing = await readBackupFiles({ outputFile: shop.path('no.out'), errorFile: shop.path('no.err') });
  expect(nothing).toMatchObject({ complete: false, errors: { count: 0 } });
});

function inOrder(names: readonly Buffer[]): readonly Buffer[] {
  return names.toSorted((a, b) => Buffer.compare(a, b));
}
