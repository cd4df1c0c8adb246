import { RunDrillDocument } from '../../gateway/operations.generated.ts';
import { jobView } from '../../gateway/job-view.ts';
import { missingArgumentAnswer } from '../../ui/answers/help.ts';
import { unclearItemAnswer } from '../../ui/answers/items.ts';
import { refusedAnswer } from '../../ui/answers/refused.ts';
import { alreadyRunningAnswer, startedAnswer } from '../../ui/answers/started.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler } from './command-request.ts';

/** `/backup drill <item>`: has its newest point restored for real to a scratch target, and looked at. */
export const drill: CommandHandler = async ({ session, user, argument, channelId, idempotencyKey }) => {
  if (argument === '') return missingArgumentAnswer('drill');
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearItemAnswer(found.unclear, 'drill');
  const announce = { teamId: user.teamId, channelId };
  const { runDrill } = await session.write(RunDrillDocument, {
    input: { itemId: found.item.id, announce, idempotencyKey },
  });
  if (runDrill.__typename === 'RunDrillPayload') return startedAnswer(jobView(runDrill.job));
  if (runDrill.__typename === 'Conflict' && runDrill.blockingJob) {
    return alreadyRunningAnswer(jobView(runDrill.blockingJob));
  }
  return refusedAnswer(runDrill);
};
