import type { SlackMessage } from '@holdfast/bot/ui/blocks';
import { alertMessage } from '@holdfast/bot/ui/messages/alert';
import { jobMessage } from '@holdfast/bot/ui/messages/job';
import { milestoneMessage } from '@holdfast/bot/ui/messages/milestone';
import { notInChannelMessage } from '@holdfast/bot/ui/messages/private';
import { replyMessage } from '@holdfast/bot/ui/messages/reply';
import type { JobView } from '@holdfast/bot/ui/views';
import type { Database } from '@holdfast/db/client';
import { findAlertForMessage, findJobForMessage } from '@holdfast/db/queries/messages';
import type { DueMessage } from '@holdfast/db/services/outbox/claim';
import { alertView } from './alert-view.ts';
import { jobView } from './job-view.ts';

/** What a due message says now: the latest state of its subject, never the event that made it due (law 9). */
export async function render(db: Database, message: DueMessage): Promise<SlackMessage> {
  const nonce = `${message.seq}.${message.renders}`;
  const { payload } = message;
  if (message.kind === 'ALERT') return alertMessage(await viewOfAlert(db, message), nonce);
  if (message.kind === 'MILESTONE' && payload && 'message' in payload) return milestoneMessage(payload);
  const view = await viewOfJob(db, message);
  if (message.kind === 'JOB') return jobMessage(view, nonce);
  if (message.kind === 'REPLY') return replyMessage(view);
  if (payload && 'channelId' in payload) return notInChannelMessage({ channelId: payload.channelId, view });
  throw new Error(`message ${message.seq} of kind ${message.kind} lacks what it is to say`);
}

async function viewOfJob(db: Database, message: DueMessage): Promise<JobView> {
  const found = message.jobId === null ? undefined : await findJobForMessage(db, message.jobId);
  if (!found) throw new Error(`message ${message.seq} is about no job`);
  return jobView(found);
}

async function viewOfAlert(db: Database, message: DueMessage) {
  const found = message.alertId === null ? undefined : await findAlertForMessage(db, message.alertId);
  if (!found) throw new Error(`message ${message.seq} is about no alert`);
  return alertView(found);
}
