import { UnsettledError } from '../../../attempt/unsettled.ts';
import type { Restored } from '../../driver.ts';

/**
 * Asks the server how a restore ended: what was swapped in counts, however its run ended.
 * @throws the failure, when nothing was swapped and nothing is left; UnsettledError with it where the server cannot be
 *   asked, so that a later attempt asks again
 */
export async function settleAfter(failure: unknown, settle: () => Promise<Restored | undefined>): Promise<Restored> {
  const settled = await settle().catch(() => {
    throw new UnsettledError(failure);
  });
  if (settled) return settled;
  throw failure;
}
