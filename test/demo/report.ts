import { holds, type Comparison } from './compare.ts';

/** What a step showed of itself. Sizes in bytes, times in milliseconds; null where it has none. */
export interface StepReport {
  /** Stays the same from version to version. */
  readonly id: string;
  readonly title: string;
  readonly ms: number;
  readonly bytes: number | null;
  readonly bytesPerSecond: number | null;
  /** What the vault took for it after deduplication and compression. */
  readonly storedBytes: number | null;
  /** How long Holdfast itself measured a restore to take, from its start to the data in place. */
  readonly restoreMs: number | null;
  /** The percentages that the job said it had reached, in order. */
  readonly progress: readonly number[] | null;
  /** Those that the channel's message showed. */
  readonly channelProgress: readonly number[] | null;
}

export interface ComparisonReport extends Comparison {
  readonly id: string;
  readonly title: string;
  readonly held: boolean;
}

/** What `--json` writes. */
export interface Report {
  readonly format: 1;
  readonly outcome: 'COMPLETED' | 'FAILED' | 'INTERRUPTED';
  /** Whether the story came to its end and every comparison held. */
  readonly held: boolean;
  readonly failure: { readonly step: string; readonly message: string } | null;
  readonly sample: Sample | null;
  readonly steps: readonly StepReport[];
  readonly comparisons: readonly ComparisonReport[];
  readonly totalMs: number;
}

/** What was protected. */
export interface Sample {
  readonly files: number;
  readonly folderBytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly databaseBytes: number;
}

/** What a step says of itself while it runs. */
export type Figures = Partial<Pick<StepReport, 'bytes' | 'storedBytes' | 'restoreMs' | 'progress' | 'channelProgress'>>;

export type Say = (line: string) => void;

/** The most that is told of differences; their number is in the comparison. */
const DIFFERENCES_SHOWN = 10;

/** Tells of each step when it begins, and keeps what it took. */
export class Recorder {
  readonly #say: Say;
  readonly #startedAt = performance.now();
  readonly #steps: StepReport[] = [];
  readonly #comparisons: ComparisonReport[] = [];
  #sample: Sample | null = null;
  #current = 'before the first step';

  constructor(say: Say) {
    this.#say = say;
  }

  /** Runs a step; what it tells by `note` is in the report. */
  async step<T>(id: string, title: string, work: (note: (figures: Figures) => void) => Promise<T>): Promise<T> {
    this.#current = title;
    this.#say(`\n${clock(performance.now() - this.#startedAt)}  ${title}`);
    const startedAt = performance.now();
    let figures: Figures = {};
    const result = await work((told) => (figures = { ...figures, ...told }));
    const ms = Math.round(performance.now() - startedAt);
    const { bytes = null, storedBytes = null, restoreMs = null, progress = null, channelProgress = null } = figures;
    const bytesPerSecond = bytes === null ? null : Math.round((bytes / Math.max(1, restoreMs ?? ms)) * 1_000);
    const sizes = { bytes, bytesPerSecond, storedBytes, restoreMs };
    this.#steps.push({ id, title, ms, ...sizes, progress, channelProgress });
    return result;
  }

  sample(sample: Sample): void {
    this.#sample = sample;
  }

  /** Keeps what came of a comparison, and tells it. */
  compared(id: string, title: string, comparison: Comparison): void {
    const held = holds(comparison);
    this.#comparisons.push({ id, title, held, ...comparison });
    this.#say(`       ${held ? 'the same' : 'NOT THE SAME'}: ${title} (${comparison.compared} compared)`);
    for (const difference of comparison.differences.slice(0, DIFFERENCES_SHOWN)) this.#say(`         ${difference}`);
  }

  /** @param error why the story did not come to its end, if it did not */
  report(outcome: Report['outcome'], error?: unknown): Report {
    const message = error instanceof Error ? error.message : String(error);
    return {
      format: 1,
      outcome,
      held: outcome === 'COMPLETED' && this.#comparisons.length > 0 && this.#comparisons.every(({ held }) => held),
      failure: outcome === 'FAILED' ? { step: this.#current, message } : null,
      sample: this.#sample,
      steps: this.#steps,
      comparisons: this.#comparisons.map((each) => ({
        ...each,
        differences: each.differences.slice(0, DIFFERENCES_SHOWN),
      })),
      totalMs: Math.round(performance.now() - this.#startedAt),
    };
  }
}

/** 83,000 → ` 1:23`. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
}
