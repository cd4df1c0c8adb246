import { BackupNowDocument } from '../../gateway/operations.generated.ts';
import { jobView } from '../../gateway/job-view.ts';
import { missingArgumentAnswer } from '../../ui/answers/help.ts';
import { unclearItemAnswer } from '../../ui/answers/items.ts';
import { refusedAnswer } from '../../ui/answers/refused.ts';
import { alreadyRunningAnswer, startedAnswer } from '../../ui/answers/started.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler } from './command-request.ts';

/** `/backup now <item>`: told as started once the gateway has durably taken it. */
export const now: CommandHandler = async ({ session, user, argument, channelId, idempotencyKey }) => {
  if (argument === '') return missingArgumentAnswer('now');
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearItemAnswer(found.unclear, 'now');
  const announce = { teamId: user.teamId, channelId };
  const { backupNow } = await session.write(BackupNowDocument, {
    input: { itemId: found.item.id, announce, idempotencyKey },
  });
  if (backupNow.__typename === 'BackupNowPayload') return startedAnswer(jobView(backupNow.job));
  if (backupNow.__typename === 'Conflict' && backupNow.blockingJob) {
    return alreadyRunningAnswer(jobView(backupNow.blockingJob));
  }
  return refusedAnswer(backupNow);
};
