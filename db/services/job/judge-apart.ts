import type { Transaction } from '../../client.ts';
import type { Hold } from './hold.ts';
import { recordEvent } from './record-event.ts';

/** PostgreSQL's class of transactions that lost to another one: all of it is tried again, and then succeeds. */
const LOST_TO_ANOTHER = /^40/;

/**
 * Judges what a job brought, in the caller's transaction, without the job's end depending on it: what is stored in the vault, or stands at a target,
 * is not given up because something said of it could not be worked out (law 1). Where it throws it has changed nothing, and the job's
 * log tells of it.
 * @param what what was to be judged, as it stands in a sentence: `Whether its objectives are met`
 * @returns undefined where it could not be judged
 * @throws what the caller is to try again as a whole: a deadlock
 */
export async function judgeApart<T>(
  tx: Transaction,
  { hold, what }: { hold: Hold; what: string },
  judge: (inner: Transaction) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await tx.transaction(judge);
  } catch (error) {
    if (isLostToAnother(error)) throw error;
    const why = rootOf(error);
    const message = `${what} could not be judged: ${why}`;
    // Without a connection this throws too, and the caller's transaction with it.
    await recordEvent(tx, { ...hold, type: 'job.not-judged', message });
    return undefined;
  }
}

function isLostToAnother(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && LOST_TO_ANOTHER.test(cause.code)) return true;
  }
  return false;
}

/** What a failed statement says by itself is the statement. */
function rootOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? root.message.slice(0, LONGEST) : 'nobody knows why';
}

const LONGEST = 300;
