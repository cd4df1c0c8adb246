import type { ConflictRule } from '@holdfast/db/domain/restore';

/**
 * Where a restore lands: decided, checked, nothing touched yet. Plain JSON, all paths real and absolute. Write it down
 * before `makeStaging`, so that whoever comes after a crash knows which staging folder to settle.
 */
export interface Landing {
  /** `WHOLE`: one thing is put at `finalPath`. `CONTENTS`: `finalPath` must stay, its children are swapped one by one. */
  readonly way: 'WHOLE' | 'CONTENTS';
  readonly conflict: ConflictRule;
  /** Paths inside the item that were chosen, or null for all of it. */
  readonly paths: readonly string[] | null;
  /** What was asked for, links followed. */
  readonly target: string;
  /** Where the item's root stands afterwards; differs from `target` when both are kept. */
  readonly finalPath: string;
  /** The folder that exists and holds `staging` and `kept`; on one file system with `finalPath`. */
  readonly folder: string;
  readonly staging: string;
  /** What the caller restores the item's root to, inside `staging`. */
  readonly stagedRoot: string;
  /** The folder for what is replaced; made only when something is. */
  readonly kept: string;
}

/** Whether all of the item comes into a folder that must stay itself. Chosen paths go to their own places in any folder. */
export function isSwapOfContents(landing: Landing): boolean {
  return landing.way === 'CONTENTS' && landing.paths === null;
}
