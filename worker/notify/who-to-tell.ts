import type { Database } from '@holdfast/db/client';
import { findJobForMessage } from '@holdfast/db/queries/messages';
import type { DueMessage } from '@holdfast/db/services/outbox/claim';

/** The Slack user who asked for the job, to be told privately where its channel does not take messages. */
export async function whoToTell(db: Database, message: DueMessage): Promise<string | undefined> {
  const found = message.jobId === null ? undefined : await findJobForMessage(db, message.jobId);
  return found?.requestedBy.slackUserId;
}
