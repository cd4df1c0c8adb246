import type { GatewaySession } from '../../gateway/client.ts';
import { jobView } from '../../gateway/job-view.ts';
import { FindJobDocument, ListJobsDocument } from '../../gateway/operations.generated.ts';
import { unclearItemAnswer, type UnclearItem } from '../../ui/answers/items.ts';
import { jobAnswer, jobsAnswer, unknownJobAnswer } from '../../ui/answers/jobs.ts';
import type { SlackMessage } from '../../ui/blocks.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler } from './command-request.ts';

const LISTED = 10;

/** `/backup jobs [item]`: the latest of all or of one item; with a job's id, that one. */
export const jobs: CommandHandler = async ({ session, argument }) => {
  if (isJobId(argument)) return oneJob(session, argument);
  if (argument === '') return listed(session, undefined);
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearAnswer(found.unclear, 'jobs');
  return listed(session, found.item);
};

/** Whether a text is the id of a job and no item's name: those have no underscore before 32 digits. */
export function isJobId(text: string): boolean {
  return /^job_[0-9a-f]{32}$/.test(text);
}

/** What was typed is neither an item nor the id of a job; what begins as one was meant as one, unless an item is called like it. */
export function unclearAnswer(unclear: UnclearItem, subcommand: 'jobs' | 'cancel' | 'status'): SlackMessage {
  const isMeantAsJob = unclear.typed.startsWith('job_') && unclear.close.length === 0;
  return isMeantAsJob ? unknownJobAnswer(unclear.typed) : unclearItemAnswer(unclear, subcommand);
}

/** How one job goes. */
export async function oneJob(session: GatewaySession, id: string): Promise<SlackMessage> {
  const { job } = await session.read(FindJobDocument, { id });
  return job ? jobAnswer(jobView(job)) : unknownJobAnswer(id);
}

async function listed(session: GatewaySession, item: { id: string; name: string } | undefined): Promise<SlackMessage> {
  const read = await session.read(ListJobsDocument, { filter: { itemId: item?.id }, first: LISTED });
  return jobsAnswer({ views: read.jobs.nodes.map(jobView), total: read.jobs.totalCount, itemName: item?.name });
}
