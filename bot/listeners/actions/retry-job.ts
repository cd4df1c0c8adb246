import { jobView } from '../../gateway/job-view.ts';
import { RetryJobDocument } from '../../gateway/operations.generated.ts';
import { alreadyRunningAnswer } from '../../ui/answers/started.ts';
import { refusedPress, type PressHandler } from './press.ts';

/** Retry, on the message of a job or of an alert: the new job gets a message of its own in this channel. */
export const retryJob: PressHandler = async ({ session, user, id, channelId, idempotencyKey }) => {
  const announce = { teamId: user.teamId, channelId };
  const { retryJob: done } = await session.write(RetryJobDocument, { input: { jobId: id, announce, idempotencyKey } });
  if (done.__typename === 'RetryJobPayload') return undefined;
  const inTheWay = done.__typename === 'Conflict' && done.code === 'JOB_RUNNING' ? done.blockingJob : undefined;
  return inTheWay ? alreadyRunningAnswer(jobView(inTheWay)) : refusedPress(done);
};
