import type { JobProgress } from '@holdfast/db/domain/job';

/** What a task tells of itself. */
export type Report = Pick<JobProgress, 'percent' | 'bytesDone' | 'bytesTotal' | 'secondsRemaining'>;

/** How fast a task goes now, and how long it will still take. Absent where that cannot be said. */
export type Pace = Pick<JobProgress, 'bytesPerSecond' | 'secondsRemaining'>;

interface Reading {
  readonly at: number;
  readonly bytes: number;
  readonly percent: number;
}

/** Long enough to even out bursts and packs, short enough that a stall shows while somebody looks. */
const WINDOW_MS = 20_000;
/** What the first seconds show is how a task begins, not how it goes. */
const FIRST_MS = 3_000;
/** So that a program that reports with every block fills no memory. */
const READING_EVERY_MS = 500;
/** Longer than any task takes: a guess from next to nothing. */
const NO_GUESS_SECONDS = 30 * 86_400;
/** The engine may know better what is to come; by more than this it guesses. */
const ENGINE_WITHIN = 4;

/**
 * Measures one task: its rate over the last 20 seconds, and from that the time that is left, by bytes where the end is
 * known, else by percent. What the engine itself says of the time left wins while the task moves and both are of a size. Pure: the
 * time is handed in, in milliseconds of a clock that never goes back.
 */
export class ProgressMeter {
  #readings: Reading[] = [];
  #report: Report | undefined;

  add(report: Report, at: number): void {
    const reading = { at, bytes: report.bytesDone ?? 0, percent: report.percent };
    const before = this.#readings.at(-1);
    // What was read is told anew from a smaller number: another file, another part.
    if (before && reading.bytes < before.bytes) this.#readings = [];
    this.#report = report;
    const last = this.#readings.at(-1);
    const lastButOne = this.#readings.at(-2);
    if (last && lastButOne && last.at - lastButOne.at < READING_EVERY_MS) this.#readings.pop();
    this.#readings.push(reading);
    const from = this.#firstOf(at);
    this.#readings = this.#readings.filter((one) => one.at >= from.at);
  }

  /** The pace at a moment, also long after the last report: then nothing has moved since. */
  paceAt(at: number): Pace {
    const last = this.#readings.at(-1);
    const report = this.#report;
    if (!last || !report) return {};
    const first = this.#firstOf(at);
    const seconds = (at - first.at) / 1000;
    if (seconds * 1000 < FIRST_MS) return {};
    const bytesPerSecond = (last.bytes - first.bytes) / seconds;
    return {
      ...(report.bytesDone !== undefined && { bytesPerSecond: Math.round(bytesPerSecond) }),
      secondsRemaining: remaining(report, { bytes: bytesPerSecond, percent: (last.percent - first.percent) / seconds }),
    };
  }

  /** The newest reading from before the window, else the oldest there is. */
  #firstOf(at: number): Reading {
    const before = this.#readings.findLast((reading) => reading.at <= at - WINDOW_MS);
    const first = before ?? this.#readings[0];
    if (!first) throw new Error('nothing was read');
    return first;
  }
}

function remaining(report: Report, perSecond: { bytes: number; percent: number }): number | undefined {
  const { bytesDone, bytesTotal, percent, secondsRemaining: said } = report;
  const byBytes = bytesDone !== undefined && bytesTotal !== undefined && bytesTotal > bytesDone;
  const left = byBytes ? bytesTotal - bytesDone : 100 - percent;
  const rate = byBytes ? perSecond.bytes : perSecond.percent;
  if (rate <= 0 || left <= 0) return undefined;
  const measured = left / rate;
  const isSane = said !== undefined && said > 0 && said <= ENGINE_WITHIN * measured && measured <= ENGINE_WITHIN * said;
  const seconds = Math.ceil(isSane ? said : measured);
  return seconds <= NO_GUESS_SECONDS ? seconds : undefined;
}
