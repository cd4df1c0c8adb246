import type { BigIntStats } from 'node:fs';
import { look } from './directory.ts';
import { identityOf, type PlannedMove } from './swap-plan.ts';

/** What the disk says of a move. The journal tells what was meant; only the disk tells how far it got. */
export interface MoveState {
  readonly staged: BigIntStats | null;
  readonly there: BigIntStats | null;
  readonly aside: BigIntStats | null;
}

export async function lookAtMove({ from, to, aside }: PlannedMove): Promise<MoveState> {
  return {
    staged: from === null ? null : await look(from),
    there: await look(to),
    aside: aside === null ? null : await look(aside),
  };
}

/** Whether what stands at `to` is what was staged. A file system that changes numbers makes it no, which loses nothing. */
export function isOurs(move: PlannedMove, there: BigIntStats | null): boolean {
  return move.from !== null && there !== null && identityOf(there) === move.identity;
}
