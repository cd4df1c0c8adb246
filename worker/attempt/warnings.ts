import { WARNINGS_KEPT, type JobWarning } from '@holdfast/db/domain/job';
import type { Warnings } from '@holdfast/db/domain/job';

/** Joins warnings of several parts; the first ones are kept, all are counted. */
export function joinWarnings(all: readonly Warnings[]): Warnings {
  const first = all.flatMap((warnings) => warnings.first).slice(0, WARNINGS_KEPT);
  const count = all.reduce((total, warnings) => total + warnings.count, 0);
  const file = all.find((warnings) => warnings.file !== undefined)?.file;
  return { first, count, file };
}

/** One warning alone. */
export function oneWarning(warning: JobWarning): Warnings {
  return { first: [warning], count: 1 };
}
