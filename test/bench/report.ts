import type { BenchmarkName } from './arguments.ts';
import type { Machine } from './machine.ts';

/** What `--json` writes. Durations are in milliseconds, sizes in bytes. */
export interface Report {
  readonly startedAt: string;
  readonly scale: number;
  readonly rounds: number;
  readonly machine: Machine;
  readonly data: readonly DataSet[];
  readonly comparisons: readonly Comparison[];
  readonly forScale: readonly ForScale[];
}

/** What was backed up. */
export interface DataSet {
  readonly benchmark: BenchmarkName;
  readonly files: number;
  readonly bytes: number;
}

/** Either at most so many times the baseline, or at most so much longer. */
export type Goal =
  | { readonly kind: 'ratio'; readonly atMost: number }
  | { readonly kind: 'difference'; readonly atMostMs: number };

/** One figure of Holdfast beside that of the bare program. */
export interface Comparison {
  readonly benchmark: BenchmarkName;
  readonly name: string;
  readonly baseline: string;
  readonly holdfastMs: number;
  readonly baselineMs: number;
  /** Of rounds in turned order: the median of each round's own, so that what weighs on a round weighs on both of its sides. */
  readonly ratio: number;
  readonly differenceMs: number;
  /** Null where only the figures are asked for. */
  readonly goal: Goal | null;
  readonly held: boolean | null;
  /** Everything that was measured, in the order in which it was. */
  readonly holdfastAllMs: readonly number[];
  readonly baselineAllMs: readonly number[];
  /** Where Holdfast's time went: the median of each part. */
  readonly parts: Readonly<Record<string, number>>;
}

/** What another program takes for the same data. */
export interface ForScale {
  readonly benchmark: BenchmarkName;
  readonly name: string;
  readonly ms: number;
  readonly allMs: readonly number[];
  /** What it wrote; null where that is the data itself. */
  readonly bytes: number | null;
}

type Measured = Omit<Comparison, 'held'>;

/** Judges what was measured by its goal. */
export function judge(measured: Measured): Comparison {
  const { goal } = measured;
  return { ...measured, held: goal && isHeld(goal, measured) };
}

function isHeld(goal: Goal, { ratio, differenceMs }: Measured): boolean {
  return goal.kind === 'ratio' ? ratio <= goal.atMost : differenceMs <= goal.atMostMs;
}
