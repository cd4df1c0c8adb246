import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { withEnvironment } from '../kit/tools.ts';

const MAIN = fileURLToPath(new URL('../bench/main.ts', import.meta.url));

const figure = z.number().positive();
const comparison = z.object({
  benchmark: z.string(),
  name: z.string(),
  holdfastMs: figure,
  baselineMs: figure,
  ratio: figure,
});
const reportSchema = z.object({ comparisons: z.array(comparison) });

/** A benchmark whose temporary folder is all its own. */
function runBench(args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-test-'));
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  // The account that runs the store's server passes through them when we are root.
  for (const path of [folder, temporary]) chmodSync(path, 0o711);
  const json = join(folder, 'report.json');
  const child = spawn(process.execPath, [MAIN, '--json', json, ...args], {
    env: withEnvironment({ TMPDIR: temporary }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let said = '';
  const saidSomething = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
  });
  return {
    ended,
    saidSomething,
    said: () => said,
    interrupt: () => child.kill('SIGINT'),
    report: () => reportSchema.parse(JSON.parse(readFileSync(json, 'utf8'))),
    /** What is still in its temporary folder, and which processes were started there. */
    left: () => [...readdirSync(temporary), ...processesNaming(temporary)],
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function processesNaming(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`)
    .filter((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].some((file) => read(file).includes(folder)));
}

/** Empty for a process that is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

test('the benchmark reports every ratio and leaves nothing behind', { timeout: 180_000 }, async () => {
  await using bench = runBench(['--scale', '0.0005', '--rounds', '1']);
  expect(await bench.ended, bench.said()).toBe(0);
  const names = bench.report().comparisons.map((one) => `${one.benchmark}: ${one.name}`);
  expect(names).toEqual([
    'files-mixed: first backup',
    'files-mixed: unchanged backup',
    'files-mixed: restore',
    'files-small: first backup',
    'files-small: unchanged backup',
    'files-small: restore',
    'latency: first event, p50',
    'latency: first event, p99',
    'schedule: 10 due of 50',
    'schedule: 10 due of 50',
    'schedule: 10 due of 50',
    'schedule: 10 due of 500',
    'schedule: 10 due of 500',
    'schedule: 10 due of 500',
    'schedule: 10 due of 500',
    'schedule: 10 due of 500',
    'schedule: 10 due of 500',
    'trust: check of all',
    'trust: backup beside a drill',
  ]);
  expect(bench.left()).toEqual([]);
});

test('an interrupted benchmark leaves nothing behind', { timeout: 60_000 }, async () => {
  await using bench = runBench(['--scale', '0.05', '--only', 'files-mixed']);
  await bench.saidSomething;
  bench.interrupt();
  expect(await bench.ended, bench.said()).toBe(130);
  expect(bench.left()).toEqual([]);
});

test('arguments that it does not know are told, and nothing is measured', async () => {
  await using bench = runBench(['--skale', '1']);
  expect(await bench.ended).toBe(1);
  expect(bench.said()).toContain('--skale');
});
