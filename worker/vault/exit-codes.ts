import { isAtLeast } from './version.ts';
import type { Version } from './version.ts';

export type ExitMeaning =
  | 'success'
  | 'incomplete'
  | 'failure'
  | 'repository-missing'
  | 'locked'
  | 'wrong-password'
  | 'interrupted';

interface CodeTable {
  readonly since: Version;
  readonly codes: Readonly<Record<number, ExitMeaning>>;
}

/**
 * Newest first. Source: the exit status tables of restic's manual (075_scripting), tried against 0.18.0 and 0.19.1.
 * 0.18 ends with 0 after a missing source and after a forget that deleted nothing, 0.19 ends both with 3:
 * so neither code is believed without what was said beside it.
 */
const tables: readonly CodeTable[] = [
  {
    since: { major: 0, minor: 18, patch: 0 },
    codes: {
      0: 'success',
      1: 'failure',
      2: 'failure',
      3: 'incomplete',
      10: 'repository-missing',
      11: 'locked',
      12: 'wrong-password',
      130: 'interrupted',
    },
  },
];

/** What an exit code means for this version of restic. A code nobody knows, and death by a signal (null), are failures. */
export function exitMeaning(version: Version, code: number | null): ExitMeaning {
  const table = tables.find(({ since }) => isAtLeast(version, since));
  if (table === undefined || code === null) return 'failure';
  return table.codes[code] ?? 'failure';
}
