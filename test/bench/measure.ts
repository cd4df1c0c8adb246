import type { BenchArguments } from './arguments.ts';
import { systemClock } from '@holdfast/db/clock';
import { testRestic } from '../kit/tools.ts';
import { makeMixedFiles } from './data/mixed-files.ts';
import { makeSmallFiles } from './data/small-files.ts';
import { benchFiles, type FilesBenchmark, type FilesFigures } from './files-benchmark.ts';
import { benchLatency } from './latency-benchmark.ts';
import { describeMachine } from './machine.ts';
import type { Report } from './report.ts';
import { benchSchedule } from './schedule-benchmark.ts';
import { benchTrust } from './trust-benchmark.ts';
import { openWorkshop } from './workshop.ts';

const MIXED_BYTES = 2 * 2 ** 30;
const SMALL_FILES = 100_000;
/** A small file with what a file system adds to it. */
const SMALL_FILE_BYTES = 8_192;
const JOBS = 200;
const FEWEST_JOBS = 5;

export interface Measuring {
  readonly signal: AbortSignal;
  /** How it goes. */
  readonly tell: (line: string) => void;
}

/** Measures what was asked for; everything it made is gone when it returns or throws. */
export async function measureAll(wanted: BenchArguments, { signal, tell }: Measuring): Promise<Report> {
  const startedAt = systemClock.now().toISOString();
  await using workshop = await openWorkshop(signal);
  const files: FilesFigures[] = [];
  for (const benchmark of filesBenchmarks(wanted, tell)) {
    if (wanted.only.includes(benchmark.name)) files.push(await benchFiles(workshop, benchmark));
  }
  const trust = wanted.only.includes('trust')
    ? [await benchTrust(workshop, { bytes: Math.ceil(MIXED_BYTES * wanted.scale), rounds: wanted.rounds, tell })]
    : [];
  const jobs = Math.max(FEWEST_JOBS, Math.round(JOBS * wanted.scale));
  const latency = wanted.only.includes('latency') ? await benchLatency(workshop, { jobs, tell }) : [];
  const schedule = wanted.only.includes('schedule') ? await benchSchedule({ ...wanted, tell, signal }) : [];
  return {
    startedAt,
    scale: wanted.scale,
    rounds: wanted.rounds,
    machine: await describeMachine(workshop.world, await testRestic()),
    data: [...files, ...trust].map((one) => one.data),
    comparisons: [
      ...files.flatMap((one) => one.comparisons),
      ...latency,
      ...schedule,
      ...trust.flatMap((one) => one.comparisons),
    ],
    forScale: [...files, ...trust].flatMap((one) => one.forScale),
  };
}

function filesBenchmarks({ scale, rounds }: BenchArguments, tell: (line: string) => void): FilesBenchmark[] {
  const bytes = Math.ceil(MIXED_BYTES * scale);
  const files = Math.ceil(SMALL_FILES * scale);
  return [
    {
      name: 'files-mixed',
      size: bytes,
      makeData: (folder, signal) => makeMixedFiles(folder, bytes, signal),
      rounds,
      tell,
    },
    {
      name: 'files-small',
      size: files * SMALL_FILE_BYTES,
      makeData: (folder, signal) => makeSmallFiles(folder, files, signal),
      rounds,
      tell,
    },
  ];
}
