import { parseArgs } from 'node:util';

export const BENCHMARKS = ['files-mixed', 'files-small', 'latency', 'schedule', 'trust'] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

export interface BenchArguments {
  /** What the full sizes are multiplied by. */
  readonly scale: number;
  /** How often each measurement of files and schedules is made. */
  readonly rounds: number;
  readonly only: readonly BenchmarkName[];
  /** Where the report goes as JSON. */
  readonly json: string | undefined;
  /** A missed goal makes the exit code 1. */
  readonly strict: boolean;
  readonly help: boolean;
}

export const HELP = `npm run bench -- [options]

Measures Holdfast against the bare programs it is made of, each as a ratio in the same run: a real worker process,
store, vault and restic, in throw-away folders below TMPDIR that are removed at the end.

  files-mixed  2 GiB of mixed files: first backup, unchanged backup and restore, against bare restic
  files-small  100,000 small files: the same
  latency      from the commit of backupNow to the worker's first event, 200 jobs, against bare pg-boss
  schedule     until 10, 1,000 and 10,000 due of 100,000 and 1,000,000 items are queued, against the same rows by bare SQL
  trust        a check of 2 GiB in a vault against bare restic's, and a backup beside a drill against one alone

  --only NAMES   of these, separated by commas
  --scale N      multiplies files, bytes, jobs and items: 0.01 for a quick look (default 1; at most 10)
  --rounds N     how often each measurement of files and schedules is made, the order turned each time; the median of the rounds' ratios is judged (default 5)
  --json FILE    writes the report there: milliseconds and bytes
  --strict       exits 1 when a goal is missed
  --help         shows this
`;

/** The arguments cannot be used; the message says why. */
export class UsageError extends Error {}

/** Reads what follows `npm run bench --`. @throws UsageError */
export function readArguments(argv: readonly string[]): BenchArguments {
  const given = parse(argv);
  return {
    scale: readNumber('--scale', given.scale, (value) => value > 0 && value <= 10),
    rounds: readNumber('--rounds', given.rounds, (value) => Number.isInteger(value) && value >= 1 && value <= 100),
    only: given.only === undefined ? BENCHMARKS : readNames(given.only),
    json: given.json,
    strict: given.strict,
    help: given.help,
  };
}

function parse(argv: readonly string[]) {
  const options = {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    json: { type: 'string' },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function readNumber(name: string, text: string, isGood: (value: number) => boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!isGood(value)) throw new UsageError(`${name} cannot be "${text}"`);
  return value;
}

function readNames(text: string): BenchmarkName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !BENCHMARKS.some((known) => known === name));
  if (unknown !== undefined) throw new UsageError(`--only knows ${BENCHMARKS.join(', ')}, not "${unknown}"`);
  return BENCHMARKS.filter((known) => names.includes(known));
}
