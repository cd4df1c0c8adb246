import { StopProtectionDocument } from '../../gateway/operations.generated.ts';
import { missingArgumentAnswer } from '../../ui/answers/help.ts';
import { unclearItemAnswer } from '../../ui/answers/items.ts';
import { pausedAnswer } from '../../ui/answers/protection.ts';
import { refusedAnswer } from '../../ui/answers/refused.ts';
import { findItem } from '../find-item.ts';
import type { CommandHandler } from './command-request.ts';

/** `/backup pause <item>`: stops its backups and keeps all that there is. */
export const pause: CommandHandler = async ({ session, argument, idempotencyKey }) => {
  if (argument === '') return missingArgumentAnswer('pause');
  const found = await findItem(session, argument);
  if (found.kind === 'UNCLEAR') return unclearItemAnswer(found.unclear, 'pause');
  const { stopProtection } = await session.write(StopProtectionDocument, {
    input: { itemId: found.item.id, data: 'RETAIN_FOREVER', reason: 'Paused from Slack', idempotencyKey },
  });
  return stopProtection.__typename === 'StopProtectionPayload'
    ? pausedAnswer(stopProtection.item.name)
    : refusedAnswer(stopProtection);
};
