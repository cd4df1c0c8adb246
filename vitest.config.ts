import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const reportFile = process.env['HOLDFAST_TEST_REPORT'];
const jsonReport: ['json', { outputFile: string }][] =
  reportFile === undefined ? [] : [['json', { outputFile: reportFile }]];

/** Those that wait for processes to die take minutes: they begin first, so that no worker is left alone with one at the end. */
const LONGEST_FIRST = [
  'test/faults/',
  'test/contracts/landing/',
  'test/contracts/restic/',
  'test/contracts/',
  'test/e2e/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST_FIRST.findIndex((folder) => moduleId.includes(folder));
      return place === -1 ? LONGEST_FIRST.length : place;
    };
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

export default defineConfig({
  test: {
    include: ['{bot,db,gateway,worker,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    // On two cores: a third of what the longest files take is waiting, for leases to end and processes to die.
    maxWorkers: 3,
    // Those that are marked so spend their time waiting for a worker to be found dead, each in a world of its own.
    maxConcurrency: 3,
    // A stranger's busy machine may disturb one of the tests that race real processes; one that fails twice has found something.
    // What a second try had to pass is listed with its error at the end of the run, never lost.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Of its own it gives up after a second, which a busy machine takes for less.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './test/kit/second-tries.ts', ...jsonReport],
    globalSetup: ['test/kit/store-global.ts'],
    sequence: { sequencer: LongestFirst },
  },
});
