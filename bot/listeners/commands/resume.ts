import { ResumeProtectionDocument } from '../../gateway/operations.generated.ts';
import { missingArgumentAnswer } from '../../ui/answers/help.ts';
import { unclearItemAnswer } from '../../ui/answers/items.ts';
import { resumedAnswer } from '../../ui/answers/protection.ts';
import { refusedAnswer } from '../../ui/answers/refused.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler } from './command-request.ts';

/** `/backup resume <item>`: protects an item again whose backups were stopped. */
export const resume: CommandHandler = async ({ session, argument, idempotencyKey }) => {
  if (argument === '') return missingArgumentAnswer('resume');
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearItemAnswer(found.unclear, 'resume');
  const { resumeProtection } = await session.write(ResumeProtectionDocument, {
    input: { itemId: found.item.id, idempotencyKey },
  });
  if (resumeProtection.__typename !== 'ResumeProtectionPayload') return refusedAnswer(resumeProtection);
  const { name, nextRunAt } = resumeProtection.item;
  return resumedAnswer(name, nextRunAt ?? undefined);
};
