import { WebClient } from '@slack/web-api';
import { alertMessage } from '@holdfast/bot/ui/messages/alert';
import { jobMessage } from '@holdfast/bot/ui/messages/job';
import type { SlackMessage } from '@holdfast/bot/ui/blocks';
import { findAlertForMessage, findJobForMessage } from '@holdfast/db/queries/messages';
import { alertView } from '@holdfast/worker/notify/alert-view';
import { jobView } from '@holdfast/worker/notify/job-view';
import type { BotWorld } from './bot-world.ts';

/** A message on the screen. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

interface Where {
  readonly nonce: string;
  readonly channel?: string;
}

/** Posts the message of a job as the worker's sender renders it, in the rendering of this nonce. @returns where it is */
export async function postJobMessage(world: BotWorld, { jobId, ...where }: Where & { jobId: string }): Promise<Posted> {
  const found = await findJobForMessage(world.gateway.services.db, jobId);
  if (!found) throw new Error(`there is no job ${jobId}`);
  return post(world, jobMessage(jobView(found), where.nonce), where);
}

/** The same of an alert. */
export async function postAlertMessage(
  world: BotWorld,
  { alertId, ...where }: Where & { alertId: string },
): Promise<Posted> {
  const found = await findAlertForMessage(world.gateway.services.db, alertId);
  if (!found) throw new Error(`there is no alert ${alertId}`);
  return post(world, alertMessage(alertView(found), where.nonce), where);
}

async function post({ slack }: BotWorld, message: SlackMessage, { channel = 'backups' }: Where): Promise<Posted> {
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
  const { text, blocks } = message;
  const { ts } = await client.chat.postMessage({ channel: slack.channel(channel).id, text, blocks: [...blocks] });
  if (ts === undefined) throw new Error('it was not posted');
  return { channel, ts };
}
