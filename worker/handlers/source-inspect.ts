import { HoldfastError, NotFoundError, toErrorInfo } from '@holdfast/db/domain/errors';
import { findItemSource } from '@holdfast/db/queries/item-source';
import type { Answer, Payload } from '@holdfast/db/queues/definitions';
import { openDriver } from '../sources/registry.ts';
import type { Worker } from '../worker.ts';

/** Shorter than the gateway waits, so that it hears why there is no better answer. */
const LOOK_MS = 4_000;

/** Looks what a restore would meet at its target. Changes nothing; what could not be seen is an answer too. */
export async function sourceInspect(
  worker: Worker,
  { itemId, ...course }: Payload<'source.inspect'>,
): Promise<Answer<'source.inspect'>> {
  const giveUp = AbortSignal.timeout(LOOK_MS);
  try {
    const item = await findItemSource(worker.services.db, itemId);
    if (!item) throw new NotFoundError('protected item', itemId);
    const { exists, sessions } = await openDriver(worker, item).inspectTarget(course, giveUp);
    return { kind: 'SEEN', exists, sessions };
  } catch (error) {
    if (error instanceof HoldfastError) return { kind: 'FAILED', error: toErrorInfo(error) };
    if (giveUp.aborted) return { kind: 'FAILED', error: toErrorInfo(targetSilent(course.place)) };
    throw error;
  }
}

function targetSilent(place: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_SILENT',
    message: `${place} did not answer within ${LOOK_MS / 1_000} s.`,
    cause: 'It is overloaded, or what is between it and the worker lets nothing through.',
    remedy: "See that the worker's machine reaches it, then ask again.",
    retryable: true,
    fault: 'USER',
  });
}
