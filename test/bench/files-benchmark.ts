import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchmarkName } from './arguments.ts';
import { totalsOf, type Totals } from './data/totals.ts';
import { median, medians } from './figures.ts';
import { measureRound, type Round, type Side } from './files-round.ts';
import { judge, type Comparison, type DataSet, type ForScale, type Goal } from './report.ts';
import { ResticOptions } from './restic-options.ts';
import { assertRoom } from './room.ts';
import type { Workshop } from './workshop.ts';

export interface FilesBenchmark {
  readonly name: Extract<BenchmarkName, `files-${string}`>;
  readonly rounds: number;
  /** What the data needs on the disk, about, in bytes. */
  readonly size: number;
  readonly makeData: (folder: string, signal: AbortSignal) => Promise<void>;
  readonly tell: (line: string) => void;
}

export interface FilesFigures {
  readonly data: DataSet;
  readonly comparisons: readonly Comparison[];
  readonly forScale: readonly ForScale[];
}

const TEN_PERCENT: Goal = { kind: 'ratio', atMost: 1.1 };
const A_SECOND_AND_A_HALF: Goal = { kind: 'difference', atMostMs: 1_500 };

/** First backup, unchanged backup and restore of the same files, by Holdfast and by restic alone, in turned order. */
export async function benchFiles(workshop: Workshop, benchmark: FilesBenchmark): Promise<FilesFigures> {
  const { name, tell } = benchmark;
  const { world, signal } = workshop;
  await assertRoom(world.data, benchmark.size);
  const data = join(world.data, name);
  await mkdir(data);
  try {
    await benchmark.makeData(data, signal);
    const totals = await totalsOf(data);
    tell(`${name}: ${totals.files} files, ${totals.bytes} bytes`);
    const options = new ResticOptions(workshop.restic);
    const rounds: Round[] = [];
    for (let number = 1; number <= benchmark.rounds; number++) {
      const say = (line: string) => tell(`${name}, round ${number} of ${benchmark.rounds}: ${line}`);
      rounds.push(await measureRound(workshop, { name, number, data, totals, options, tell: say }));
    }
    return figuresOf(name, totals, rounds);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function figuresOf(name: FilesBenchmark['name'], totals: Totals, rounds: readonly Round[]): FilesFigures {
  const compare = (what: string, pick: (round: Round) => Side, goal: Goal): Comparison => {
    const sides = rounds.map(pick);
    const holdfastAllMs = sides.map((side) => side.holdfast.ms);
    const baselineAllMs = sides.map((side) => side.bareMs);
    return judge({
      benchmark: name,
      name: what,
      baseline: 'restic',
      holdfastMs: median(holdfastAllMs),
      baselineMs: median(baselineAllMs),
      ratio: median(sides.map((side) => side.holdfast.ms / side.bareMs)),
      differenceMs: median(sides.map((side) => side.holdfast.ms - side.bareMs)),
      goal,
      holdfastAllMs,
      baselineAllMs,
      parts: medians(sides.map((side) => side.holdfast.parts)),
    });
  };
  return {
    data: { benchmark: name, ...totals },
    comparisons: [
      compare('first backup', (round) => round.first, TEN_PERCENT),
      compare('unchanged backup', (round) => round.unchanged, A_SECOND_AND_A_HALF),
      compare('restore', (round) => round.restore, TEN_PERCENT),
    ],
    forScale: othersOf(name, rounds),
  };
}

function othersOf(name: FilesBenchmark['name'], rounds: readonly Round[]): ForScale[] {
  const byName = Map.groupBy(
    rounds.flatMap((round) => round.others),
    (other) => other.name,
  );
  return [...byName].map(([program, figures]) => {
    const allMs = figures.map((figure) => figure.ms);
    return { benchmark: name, name: program, ms: median(allMs), allMs, bytes: figures[0]?.bytes ?? null };
  });
}
