import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import type { BackupResult } from '@holdfast/worker/vault/backup-verdict';
import { dumpToFile } from '@holdfast/worker/vault/dump';
import type { Repository } from '@holdfast/worker/vault/repository';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { openWorkshop, password, resticError } from './kit.ts';
import type { Workshop } from './kit.ts';

function store(
  shop: Workshop,
  argv: readonly string[],
  {
    repository = shop.repository,
    environment = {},
  }: { repository?: Repository; environment?: Record<string, string> } = {},
): Promise<BackupResult> {
  const source = { kind: 'command', fileName: 'dump', argv, environment } as const;
  return backup(repository, { source, tags: ['stream'], host: 'h', ...shop.files() });
}

async function output(shop: Workshop, { summary }: BackupResult, name: string): Promise<string> {
  const file = shop.path(name);
  await dumpToFile(shop.repository, { snapshotId: summary.snapshotId, path: '/dump' }, file);
  return readFileSync(file, 'utf8');
}

test('what a command prints is stored under the name given, and what it complains of is no error', async () => {
  using shop = await openWorkshop();
  const result = await store(shop, ['sh', '-c', 'echo content; echo "x does not exist, skipping" >&2']);
  expect(result.errors.count).toBe(0);
  expect(await output(shop, result, 'out')).toBe('content\n');
});

test.each([
  ['fails', ['sh', '-c', 'echo half; echo no such table >&2; exit 3']],
  ['is killed', ['sh', '-c', 'echo half; kill -9 $$']],
  ['does not exist', ['/no/such/command']],
])('a command that %s leaves no snapshot', async (_, argv) => {
  using shop = await openWorkshop();
  const error = await resticError(store(shop, argv));
  expect(error).toMatchObject({ kind: 'command-failed', snapshotId: null });
  expect(await snapshots(shop.repository)).toEqual([]);
});

test('what a failed command said is in the error', async () => {
  using shop = await openWorkshop();
  const error = await resticError(store(shop, ['sh', '-c', 'echo no such table >&2; exit 3']));
  expect(error.stderrTail).toContain('no such table');
});

test("a command sees its own environment, and neither the repository's nor its password", async () => {
  using shop = await openWorkshop();
  const repository = shop.reopen({ environment: { AWS_SECRET_ACCESS_KEY: 'storage-key-value' } });
  const environment = { PGPASSFILE: '/some/where' };
  const seen = await output(shop, await store(shop, ['sh', '-c', 'env; cat'], { repository, environment }), 'env');
  expect(seen).toContain('PGPASSFILE=/some/where');
  expect(seen).not.toContain('storage-key-value');
  expect(seen).not.toContain('RESTIC_REPOSITORY');
  expect(seen).not.toContain(password);
});

test('a variable that both the repository and the command set is refused', async () => {
  using shop = await openWorkshop();
  const repository = shop.reopen({ environment: { AWS_REGION: 'a' } });
  const error = await resticError(store(shop, ['env'], { repository, environment: { AWS_REGION: 'b' } }));
  expect(error.kind).toBe('usage');
});

test('a file name that restic cannot store is refused before the command runs', async () => {
  using shop = await openWorkshop();
  for (const fileName of ['a/b', '', '.', '..']) {
    const source = { kind: 'command', fileName, argv: ['true'] } as const;
    const run = backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
    expect((await resticError(run)).kind).toBe('usage');
  }
});
