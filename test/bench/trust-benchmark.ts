import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openCaredVault } from './cared-vault.ts';
import { makeMixedFiles } from './data/mixed-files.ts';
import { totalsOf } from './data/totals.ts';
import { median } from './figures.ts';
import { judge, type Comparison, type DataSet, type ForScale, type Goal } from './report.ts';
import { assertRoom } from './room.ts';
import type { Workshop } from './workshop.ts';

export interface TrustBenchmark {
  readonly bytes: number;
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

export interface TrustFigures {
  readonly data: DataSet;
  readonly comparisons: readonly Comparison[];
  readonly forScale: readonly ForScale[];
}

/** Of what a drill restores, so that it goes on longer than the backup beside it. */
const NEW_SHARE = 1 / 8;
/** What the job adds to restic's own check: comparing with the catalogue, and telling. */
const A_FEW_SECONDS: Goal = { kind: 'difference', atMostMs: 5_000 };

interface Pair {
  readonly holdfastMs: number;
  readonly baselineMs: number;
}

/** What proving costs: a check of all that a vault holds beside restic's own, and a backup beside a drill beside one alone. */
export async function benchTrust(workshop: Workshop, { bytes, rounds, tell }: TrustBenchmark): Promise<TrustFigures> {
  const { world, signal } = workshop;
  await assertRoom(world.data, bytes);
  const data = join(world.data, 'trust');
  await mkdir(data);
  try {
    await makeMixedFiles(data, bytes, signal);
    const totals = await totalsOf(data);
    await using vault = await openCaredVault(workshop, { data, newBytes: Math.ceil(bytes * NEW_SHARE) });
    const storedBytes = await vault.storedBytes();
    const [checks, backups, drillsMs]: [Pair[], Pair[], number[]] = [[], [], []];
    for (let round = 1; round <= rounds; round++) {
      const say = (what: string, { holdfastMs, baselineMs }: Pair) =>
        tell(`trust, round ${round} of ${rounds}: ${what} ${Math.round(holdfastMs)} ms, ${Math.round(baselineMs)} ms`);
      const check = { holdfastMs: await vault.verify(), baselineMs: await vault.check() };
      say('check by job and by restic', check);
      const baselineMs = await vault.backUpNew(`alone ${round}`);
      const beside = await vault.backUpBesideDrill(`beside ${round}`);
      const backup = { holdfastMs: beside.ms, baselineMs };
      say('backup beside a drill and alone', backup);
      checks.push(check);
      backups.push(backup);
      drillsMs.push(beside.drillMs);
    }
    return {
      data: { benchmark: 'trust', ...totals },
      comparisons: [
        compared('check of all', 'restic check', { pairs: checks, goal: A_FEW_SECONDS }),
        compared('backup beside a drill', 'alone', { pairs: backups, goal: null }),
      ],
      forScale: [
        { benchmark: 'trust', name: 'stored bytes that a check reads', ...scaleOf(checks), bytes: storedBytes },
        { benchmark: 'trust', name: 'drill', ms: median(drillsMs), allMs: drillsMs, bytes: totals.bytes },
      ],
    };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function scaleOf(pairs: readonly Pair[]): Pick<ForScale, 'ms' | 'allMs'> {
  const allMs = pairs.map((pair) => pair.holdfastMs);
  return { ms: median(allMs), allMs };
}

function compared(
  name: string,
  baseline: string,
  { pairs, goal }: { pairs: readonly Pair[]; goal: Goal | null },
): Comparison {
  const holdfastAllMs = pairs.map((pair) => pair.holdfastMs);
  const baselineAllMs = pairs.map((pair) => pair.baselineMs);
  return judge({
    benchmark: 'trust',
    name,
    baseline,
    holdfastMs: median(holdfastAllMs),
    baselineMs: median(baselineAllMs),
    ratio: median(pairs.map((pair) => pair.holdfastMs / pair.baselineMs)),
    differenceMs: median(pairs.map((pair) => pair.holdfastMs - pair.baselineMs)),
    goal,
    holdfastAllMs,
    baselineAllMs,
    parts: {},
  });
}
