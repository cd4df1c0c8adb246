import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { expect, test, vi } from 'vitest';
import { backup } from '@holdfast/worker/vault/backup';
import { forget } from '@holdfast/worker/vault/forget';
import { locks, removeStaleLocks } from '@holdfast/worker/vault/locks';
import type { Lock } from '@holdfast/worker/vault/locks';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import { openWorkshop, resticError } from './kit.ts';
import type { Workshop } from './kit.ts';

const endless = { kind: 'command', fileName: 'endless', argv: ['sleep', '600'] } as const;
const patience = { timeout: 20_000, interval: 100 };

interface Holder extends AsyncDisposable {
  readonly pid: number;
  kill(): Promise<void>;
}

/** A run that holds a lock until it is killed. */
async function hold(shop: Workshop): Promise<Holder> {
  let pid = 0;
  const onSpawn = (spawned: number): void => {
    pid = spawned;
  };
  const marker = randomUUID();
  const run = backup(shop.repository, { source: endless, tags: [], host: 'h', marker, onSpawn, ...shop.files() });
  const ended = run.then(
    () => undefined,
    () => undefined,
  );
  await vi.waitFor(async () => expect(await locks(shop.repository)).toHaveLength(1), patience);
  let alive = true;
  const kill = async (): Promise<void> => {
    if (alive) process.kill(pid, 'SIGKILL');
    alive = false;
    await ended;
  };
  return { pid, kill, [Symbol.asyncDispose]: kill };
}

test('a lock tells who holds it', async () => {
  using shop = await openWorkshop();
  await using holder = await hold(shop);
  const [lock] = await locks(shop.repository);
  expect(lock).toMatchObject({ pid: holder.pid, hostname: hostname(), exclusive: false });
  expect(lock?.time).toBeInstanceOf(Date);
});

test('a lock whose owner is not proven dead is left alone and told', async () => {
  using shop = await openWorkshop();
  await using holder = await hold(shop);
  const error = await resticError(removeStaleLocks(shop.repository, () => false));
  expect(error.kind).toBe('locked-by-unknown');
  expect(error.message).toContain(`process ${holder.pid} on ${hostname()}`);
  expect(await locks(shop.repository)).toHaveLength(1);
});

test('a living lock survives a caller who takes it for dead', async () => {
  using shop = await openWorkshop();
  await using holder = await hold(shop);
  const { removed, remaining } = await removeStaleLocks(shop.repository, () => true);
  expect(removed).toEqual([]);
  expect(remaining.map(({ pid }) => pid)).toEqual([holder.pid]);
});

test('the lock of a killed run blocks a forget until it is removed', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const { summary } = await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  const holder = await hold(shop);
  await holder.kill();

  const refused = await resticError(forget(shop.repository, [summary.snapshotId]));
  expect(refused).toMatchObject({ kind: 'locked', exitCode: 11, retryable: true });
  const isDead = (lock: Lock): boolean => lock.hostname === hostname() && lock.pid === holder.pid;
  const { removed, remaining } = await removeStaleLocks(shop.repository, isDead);
  expect(removed.map(({ pid }) => pid)).toEqual([holder.pid]);
  expect(remaining).toEqual([]);
  expect((await forget(shop.repository, [summary.snapshotId])).removed).toEqual([summary.snapshotId]);
  expect(await snapshots(shop.repository)).toEqual([]);
});

test('a run waits for a lock as long as it was told to', async () => {
  using shop = await openWorkshop();
  shop.write('source/a', 'x');
  const source = { kind: 'paths', cwd: shop.directory, paths: ['source'] } as const;
  const { summary } = await backup(shop.repository, { source, tags: [], host: 'h', ...shop.files() });
  const cancel = new AbortController();
  const holder = backup(shop.repository, {
    source: endless,
    tags: [],
    host: 'h',
    signal: cancel.signal,
    ...shop.files(),
  });
  const ended = resticError(holder);
  await vi.waitFor(async () => expect(await locks(shop.repository)).toHaveLength(1), patience);
  const patient = shop.reopen({ retryLockMs: 20_000 });
  const forgotten = forget(patient, [summary.snapshotId]);
  cancel.abort();
  await ended;
  expect((await forgotten).removed).toEqual([summary.snapshotId]);
}, 60_000);
