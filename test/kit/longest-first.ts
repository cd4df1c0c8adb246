import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that wait for processes to die take minutes: they begin first, so that no worker is left alone with one at the end. */
const LONGEST_FIRST = [
  'test/faults/',
  'test/contracts/landing/',
  'test/contracts/restic/',
  'test/contracts/',
  'test/e2e/',
];

/** The order in which test files are run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONGEST_FIRST.findIndex((folder) => moduleId.includes(folder));
  return place === -1 ? LONGEST_FIRST.length : place;
}
