import { DismissSuspicionDocument } from '../../gateway/operations.generated.ts';
import { refusedPress, type PressHandler } from './press.ts';

/** It was meant, on the message of an unusual change: one press ends the alert, which is edited to say so. */
export const dismissSuspicion: PressHandler = async ({ session, id, idempotencyKey }) => {
  const { dismissSuspicion: done } = await session.write(DismissSuspicionDocument, {
    input: { recoveryPointId: id, idempotencyKey },
  });
  return done.__typename === 'DismissSuspicionPayload' ? undefined : refusedPress(done);
};
