import { CancelJobDocument } from '../../gateway/operations.generated.ts';
import { jobEndedAnswer } from '../../ui/answers/jobs.ts';
import { refusedPress, type PressHandler } from './press.ts';

/** Cancel, on the message of a job or of an alert. */
export const cancelJob: PressHandler = async ({ session, id, idempotencyKey }) => {
  const { cancelJob: done } = await session.write(CancelJobDocument, { input: { jobId: id, idempotencyKey } });
  if (done.__typename === 'CancelJobPayload') return undefined;
  return done.__typename === 'Conflict' && done.code === 'JOB_ENDED' ? jobEndedAnswer() : refusedPress(done);
};
