import { AcknowledgeAlertDocument } from '../../gateway/operations.generated.ts';
import { refusedPress, type PressHandler } from './press.ts';

/** Acknowledge, on the message of an alert. */
export const acknowledgeAlert: PressHandler = async ({ session, id, idempotencyKey }) => {
  const { acknowledgeAlert: done } = await session.write(AcknowledgeAlertDocument, {
    input: { alertId: id, idempotencyKey },
  });
  return done.__typename === 'AcknowledgeAlertPayload' ? undefined : refusedPress(done);
};
