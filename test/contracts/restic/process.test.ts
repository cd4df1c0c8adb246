import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { backup, readBackupFiles } from '@holdfast/worker/vault/backup';
import { locks } from '@holdfast/worker/vault/locks';
import { snapshots } from '@holdfast/worker/vault/snapshots';
import type { Progress } from '@holdfast/worker/vault/tail';
import { openWorkshop, password, processesMarked, resticError } from './kit.ts';

const patience = { timeout: 20_000, interval: 50 };
const endless = { kind: 'command', fileName: 'endless', argv: ['sh', '-c', 'echo begun; exec sleep 600'] } as const;

test('a cancelled run leaves no child, no lock and no snapshot once its promise settled', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  const cancel = new AbortController();
  const options = { source: endless, tags: [], host: 'h', marker, signal: cancel.signal, ...shop.files() };
  const run = resticError(backup(shop.repository, options));
  await vi.waitFor(() => expect(commandsOf(marker)).toContain('sleep'), patience);
  cancel.abort();
  expect((await run).kind).toBe('interrupted');
  expect(commandsOf(marker)).not.toContain('restic');
  await vi.waitFor(() => expect(processesMarked(marker)).toEqual([]), patience);
  expect(await locks(shop.repository)).toEqual([]);
  expect(await snapshots(shop.repository)).toEqual([]);
});

test('a child that ignores the request to end is killed after the grace period', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  const cancel = new AbortController();
  const stubborn = shop.write('stubborn', '#!/bin/sh\ntrap "" INT\nread -r _\nwhile :; do sleep 0.1; done\n');
  chmodSync(stubborn, 0o755);
  const repository = shop.reopen({ restic: { path: stubborn, version: shop.restic.version } });
  const run = resticError(snapshots(repository, { marker, signal: cancel.signal, grace: 200 }));
  await vi.waitFor(() => expect(commandsOf(marker)).toContain('sleep'), patience);
  cancel.abort();
  expect((await run).kind).toBe('interrupted');
  expect(commandsOf(marker)).not.toContain('stubborn');
});

test('a restic that something else killed is told as interrupted, with the signal', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  let pid = 0;
  const onSpawn = (spawned: number): void => {
    pid = spawned;
  };
  const run = resticError(
    backup(shop.repository, { source: endless, tags: [], host: 'h', marker, onSpawn, ...shop.files() }),
  );
  await vi.waitFor(() => expect(commandsOf(marker)).toContain('sleep'), patience);
  process.kill(pid, 'SIGKILL');
  const error = await run;
  expect(error).toMatchObject({ kind: 'interrupted', exitCode: null, snapshotId: null });
  expect(error.message).toContain('SIGKILL');
  await vi.waitFor(() => expect(processesMarked(marker)).toEqual([]), patience);
});

test('a run whose signal was aborted before is not started', async () => {
  using shop = await openWorkshop();
  const onSpawn = vi.fn<(pid: number) => void>();
  const run = snapshots(shop.repository, { signal: AbortSignal.abort(), onSpawn });
  expect((await resticError(run)).kind).toBe('interrupted');
  expect(onSpawn).not.toHaveBeenCalled();
});

test('children die with a process that is killed, and what was said stays readable', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  const program = fileURLToPath(new URL('programs/backup-until-killed.ts', import.meta.url));
  const argv = [program, shop.restic.path, shop.location, password, shop.directory, marker];
  const owner = spawn(process.execPath, argv, { stdio: 'inherit' });
  const ended = new Promise((resolve) => owner.once('exit', resolve));
  await vi.waitFor(() => expect(commandsOf(marker)).toEqual(expect.arrayContaining(['restic', 'sleep'])), patience);
  await vi.waitFor(() => expect(readFileSync(shop.path('killed.out'), 'utf8')).toContain('status'), patience);
  owner.kill('SIGKILL');
  await ended;
  await vi.waitFor(() => expect(processesMarked(marker)).toEqual([]), patience);
  const files = { outputFile: shop.path('killed.out'), errorFile: shop.path('killed.err') };
  expect(await readBackupFiles(files)).toMatchObject({ complete: false, summary: null, errors: { count: 0 } });
  expect(await snapshots(shop.repository)).toEqual([]);
}, 60_000);

test('neither the arguments nor the environment of any child show the password, nor the arguments the location', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  const cancel = new AbortController();
  const environment = { AWS_SECRET_ACCESS_KEY: 'storage-key-value' };
  const options = { source: endless, tags: [], host: 'h', marker, signal: cancel.signal, ...shop.files() };
  const run = resticError(backup(shop.reopen({ environment }), options));
  await vi.waitFor(() => expect(commandsOf(marker)).toContain('sleep'), patience);
  const found = processesMarked(marker);
  cancel.abort();
  await run;
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const { commandLine, environment: seen } of found) {
    expect(commandLine).not.toContain(password);
    expect(commandLine).not.toContain('storage-key-value');
    expect(commandLine).not.toContain(shop.location);
    expect(seen).not.toContain(password);
  }
});

test('progress is told while the run goes on', async () => {
  using shop = await openWorkshop();
  const cancel = new AbortController();
  const onStatus = vi.fn<(progress: Progress) => void>();
  const options = { source: endless, tags: [], host: 'h', onStatus, signal: cancel.signal, ...shop.files() };
  const run = resticError(backup(shop.repository, options));
  await vi.waitFor(() => expect(onStatus).toHaveBeenCalled(), patience);
  cancel.abort();
  await run;
  expect(onStatus.mock.calls[0]?.[0]).toMatchObject({ totalFiles: 1, errorCount: 0 });
});

test('a listener that throws stops the run, and its error is the outcome', async () => {
  using shop = await openWorkshop();
  const marker = randomUUID();
  const onStatus = (): never => {
    throw new Error('the fence is lost');
  };
  const run = backup(shop.repository, { source: endless, tags: [], host: 'h', marker, onStatus, ...shop.files() });
  await expect(run).rejects.toThrow('the fence is lost');
  expect(commandsOf(marker)).not.toContain('restic');
  expect(await locks(shop.repository)).toEqual([]);
});

/** The programs that run under a marker, by the last part of their names. */
function commandsOf(marker: string): readonly string[] {
  return processesMarked(marker).flatMap(({ commandLine }) => {
    const words = commandLine.split('\0');
    const program = words[0]?.split('/').at(-1) ?? '';
    return program === 'sh' ? [program, words[1]?.split('/').at(-1) ?? ''] : [program];
  });
}
