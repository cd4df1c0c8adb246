import { findRootTs } from '@holdfast/db/queries/outbox';
import type { DueMessage } from '@holdfast/db/services/outbox/claim';
import {
  forgetPosted,
  noteNotPosted,
  notePosting,
  settleFailed,
  settleRefused,
  settleSent,
} from '@holdfast/db/services/outbox/settle';
import type { Worker } from '../worker.ts';
import { render } from './render.ts';
import type { Posting, Slack } from './slack.ts';
import { readSlackFailure, type SlackFailure } from './slack-failure.ts';
import { whoToTell } from './who-to-tell.ts';

/** A message posted a little before our clock said so must be found too. */
const CLOCKS_DIFFER_MS = 60_000;

/** Sends one claimed message as its subject is now, and writes down what became of it. Never throws for what Slack does. */
export async function deliver(worker: Worker, slack: Slack, message: DueMessage): Promise<SlackFailure | undefined> {
  try {
    const ts = await send(worker, slack, message);
    await settleSent(worker.services, message, ts);
    return undefined;
  } catch (error) {
    const failure = readSlackFailure(error);
    worker.log.warn({ message: message.dedupKey, ...failure }, 'a message was not sent');
    await settle(worker, message, failure);
    return failure;
  }
}

async function send(worker: Worker, slack: Slack, message: DueMessage): Promise<string> {
  const threadTs = await findRootTs(worker.services.db, message);
  const posting: Posting = {
    channelId: message.channelId,
    key: message.dedupKey,
    message: await render(worker.services.db, message),
    threadTs,
  };
  const posted = message.ts ?? (await findPosted(slack, message, threadTs));
  if (posted !== undefined) {
    await slack.update(posting, posted);
    return posted;
  }
  await notePosting(worker.services, message);
  return slack.post(posting);
}

/** A post whose answer was lost is looked up before it is posted again (law 9). */
async function findPosted(
  slack: Slack,
  message: DueMessage,
  threadTs: string | undefined,
): Promise<string | undefined> {
  if (message.postingSince === null) return undefined;
  const since = new Date(message.postingSince.getTime() - CLOCKS_DIFFER_MS);
  return slack.find({ channelId: message.channelId, key: message.dedupKey, since, threadTs });
}

async function settle(worker: Worker, message: DueMessage, failure: SlackFailure): Promise<void> {
  const { services } = worker;
  if (failure.kind === 'POSTED_GONE') return forgetPosted(services, message);
  if (failure.kind === 'REFUSED') {
    return settleRefused(services, message, { ...failure, tellUserId: await whoToTell(services.db, message) });
  }
  if (failure.kind === 'LATER') await noteNotPosted(services, message);
  return settleFailed(services, message, failure);
}
