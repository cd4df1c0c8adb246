import { jobView } from '../../gateway/job-view.ts';
import { CancelJobDocument, ListJobsDocument, type JobStatus } from '../../gateway/operations.generated.ts';
import { missingArgumentAnswer } from '../../ui/answers/help.ts';
import { noOpenJobAnswer, whichJobAnswer } from '../../ui/answers/jobs.ts';
import { refusedAnswer } from '../../ui/answers/refused.ts';
import { cancellingAnswer } from '../../ui/answers/started.ts';
import type { SlackMessage } from '../../ui/blocks.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler, CommandRequest } from './command-request.ts';
import { isJobId, unclearAnswer } from './jobs.ts';

const OPEN: readonly JobStatus[] = ['QUEUED', 'WAITING_APPROVAL', 'IN_PROGRESS', 'CANCELLING'];
const LISTED = 10;

/** `/backup cancel <job or item>`: of an item its one open job; of several none, they are listed. */
export const cancel: CommandHandler = async (request) => {
  const { session, argument } = request;
  if (argument === '') return missingArgumentAnswer('cancel');
  if (isJobId(argument)) return cancelled(request, argument);
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearAnswer(found.unclear, 'cancel');
  const filter = { itemId: found.item.id, status: OPEN };
  const { jobs } = await session.read(ListJobsDocument, { filter, first: LISTED });
  const [job, ...others] = jobs.nodes;
  if (!job) return noOpenJobAnswer(found.item.name);
  return others.length > 0 ? whichJobAnswer(jobs.nodes.map(jobView)) : cancelled(request, job.id);
};

async function cancelled({ session, idempotencyKey }: CommandRequest, jobId: string): Promise<SlackMessage> {
  const { cancelJob } = await session.write(CancelJobDocument, { input: { jobId, idempotencyKey } });
  return cancelJob.__typename === 'CancelJobPayload'
    ? cancellingAnswer(jobView(cancelJob.job))
    : refusedAnswer(cancelJob);
}
