import { CancelJobDocument } from '../../gateway/operations.generated.ts';
import { refusedPress, type PressHandler } from './press.ts';

/** Cancel, on the message of a job or of an alert. */
export const cancelJob: PressHandler = async ({ session, id, idempotencyKey }) => {
  const { cancelJob: done } = await session.write(CancelJobDocument, { input: { jobId: id, idempotencyKey } });
  return done.__typename === 'CancelJobPayload' ? undefined : refusedPress(done);
};
