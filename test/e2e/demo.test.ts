import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../kit/holdfast-process.ts';
import { withEnvironment } from '../kit/tools.ts';
import { waitFor } from '../kit/wait-for.ts';
import type { Report, StepReport } from '../demo/report.ts';

/** The parts may take 30 s, of which the starter hears when the demo is gone, and the store's end follows. */
const LATEST_END_MS = 60_000;
const PATIENCE = { timeout: 600_000 };
const DEMO = [process.execPath, fileURLToPath(new URL('../demo/main.ts', import.meta.url))];

test(
  'the demo plays its whole story on real data, every comparison holds, and nothing is left of it',
  PATIENCE,
  async () => {
    using folder = throwAway();
    const file = join(folder.path, 'report.json');
    const demo = runDemo(folder.path, ['npm', 'run', 'demo', '--', '--exit', '--json', file]);
    expect(await demo.ended, demo.said()).toEqual({ code: 0, signal: null });
    expect(processesAround(folder.path)).toEqual([]);
    expect(readdirSync(folder.path)).toEqual(['report.json']);

    const report = parseReport(file);
    expect(report).toMatchObject({ format: 1, outcome: 'COMPLETED', held: true, failure: null });
    expect(report.comparisons.map(({ id, held }) => [id, held])).toEqual([
      ['folder', true],
      ['dropped-table', true],
      ['other-tables', true],
      ['newer-rows', true],
      ['healed', true],
      ['points-back', true],
      ['rebuilt-file', true],
    ]);
    expect(report.comparisons[0]?.compared).toBeGreaterThan(5_000);
    expect(report.sample?.files).toBeGreaterThanOrEqual(5_000);
    expect(report.sample?.folderBytes).toBeGreaterThanOrEqual(300_000_000);
    expect(report.sample?.rows).toBeGreaterThanOrEqual(500_000);
    expectFigures(new Map(report.steps.map((step) => [step.id, step])));
    const said = demo.said();
    for (const words of ['ada types in #backups: /backup now orders', 'BROKEN']) {
      expect(said.includes(words), words).toBe(words !== 'BROKEN');
    }
    for (const { title } of report.steps) expect(said).toContain(title);
  },
);

test('Ctrl-C while a backup runs ends everything and removes the folder', PATIENCE, async () => {
  using folder = throwAway();
  const demo = runDemo(folder.path, DEMO);
  await demo.says(/#backups: 🔄 Backup of orders is running/);
  demo.kill('SIGINT');
  expect(await demo.ended, demo.said()).toEqual({ code: 130, signal: null });
  expect(processesAround(folder.path)).toEqual([]);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('when the demo is killed, all that it started ends too', PATIENCE, async () => {
  using folder = throwAway();
  const demo = runDemo(folder.path, DEMO);
  await demo.says(/A folder and a database are filled/);
  expect(processesAround(folder.path).length).toBeGreaterThan(5);
  demo.kill('SIGKILL');
  const isAllGone = async () => processesAround(folder.path).length === 0;
  expect(await waitFor('everything to end', isAllGone, LATEST_END_MS)).toBe(true);
});

function expectFigures(steps: ReadonlyMap<string, StepReport>): void {
  const backups = ['backup-database', 'backup-folder', 'backup-database-again', 'backup-folder-again'];
  const restores = ['restore-folder', 'restore-table', 'restore-file'];
  expect([...steps.keys()]).toEqual([
    ...['start', 'sample', 'protect', ...backups.slice(0, 2), 'change', ...backups.slice(2), 'lose'],
    ...[
      ...restores.slice(0, 2),
      'compare',
      'drill-database',
      'damage',
      'find-damage',
      'backup-folder-heals',
      'heal',
      'schedule',
      'shorten-retention',
      'lengthen-retention',
      'lose-holdfast',
      'start-again',
      'rebuild',
      'restore-file',
      'compare-file',
    ],
  ]);
  const figure = (id: string, name: 'bytes' | 'storedBytes' | 'restoreMs') => steps.get(id)?.[name] ?? 0;
  for (const id of [...backups, ...restores]) {
    const { bytes, bytesPerSecond, ms } = steps.get(id) ?? {};
    expect(Math.min(bytes ?? 0, bytesPerSecond ?? 0, ms ?? 0), id).toBeGreaterThan(0);
  }
  for (const id of backups.slice(0, 2)) {
    expect(figure(id, 'storedBytes'), id).toBeGreaterThan(0);
    expect(figure(id, 'storedBytes'), id).toBeLessThan(figure(id, 'bytes'));
    expect(figure(`${id}-again`, 'storedBytes'), id).toBeLessThan(figure(id, 'storedBytes') / 2);
    const progress = steps.get(id)?.progress ?? [];
    expect(progress.length, id).toBeGreaterThan(0);
    expect(progress, id).toEqual([...new Set(progress)].toSorted((a, b) => a - b));
  }
  expect(figure('backup-folder', 'bytes')).toBeGreaterThan(300_000_000);
  for (const id of [...restores, 'drill-database']) expect(figure(id, 'restoreMs'), id).toBeGreaterThan(0);
  const shown = [...backups, ...restores].flatMap((id) => steps.get(id)?.channelProgress ?? []);
  expect(shown.length, 'percentages that the channel’s messages showed').toBeGreaterThan(0);
}

/** Named apart, because what a program wrote for others is read as they would read it. */
function parseReport(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** A folder for everything temporary, so that what is left can be seen. */
function throwAway(): Disposable & { readonly path: string } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-demo-test-')));
  chmodSync(path, 0o711);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs the demo with its temporary folder there. */
function runDemo(folder: string, [program = '', ...args]: readonly string[]) {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: withEnvironment({ TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (said += text));
  let isOver = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal });
    });
  });
  const says = (text: RegExp) =>
    waitFor(
      `${text} in what the demo says`,
      async () => {
        if (isOver) throw new Error(`it ended: ${said}`);
        return text.test(said);
      },
      300_000,
    );
  return { ended, says, said: () => said, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
}

/** The living processes that work in a folder, or whose arguments or environment name it. */
function processesAround(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => tracesOf(pid).some((trace) => trace.includes(folder)));
}

/** Empty for a process that is gone or only a corpse. */
function tracesOf(pid: number): string[] {
  try {
    const files = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1'));
    return [...files, readlinkSync(`/proc/${pid}/cwd`)];
  } catch {
    return [];
  }
}
