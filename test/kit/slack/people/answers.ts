import { z } from 'zod';
import { checkedContent, content } from '../api/message-content.ts';
import { flag } from '../api/method.ts';
import type { JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { edit, findMessage, post, remove } from '../state/messages.ts';
import type { ResponseTicket } from '../state/tickets.ts';
import type { StoredMessage, WorkspaceState } from '../state/workspace-state.ts';

const answer = z.object({
  ...content,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: flag.default(false),
  delete_original: flag.default(false),
  thread_ts: z.string().optional(),
});

/**
 * What an app says to a response URL, or with the acknowledgement of a command. It needs no membership: the person
 * asked for it there.
 * @throws SlackRefusal as chat.postMessage
 */
export function showAnswer(state: WorkspaceState, ticket: ResponseTicket, body: JsonObject): void {
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new SlackRefusal('invalid_payload');
  const { text = '', ...rest } = checkedContent(parsed.data);
  const original = originalOf(state, ticket);
  if (parsed.data.delete_original && original) return remove(state, original);
  if (parsed.data.replace_original && original) {
    return edit(state, original, { text, ...rest, blocks: rest.blocks ?? [] });
  }
  const isEphemeral = parsed.data.response_type === 'ephemeral';
  post(state, {
    channel: ticket.channel,
    user: state.botUserId,
    text,
    ...rest,
    threadTs: parsed.data.thread_ts ?? ticket.threadTs,
    ...(isEphemeral ? { ephemeralFor: ticket.userId } : {}),
    responseId: ticket.id,
  });
}

function originalOf(state: WorkspaceState, ticket: ResponseTicket): StoredMessage | undefined {
  return ticket.messageTs === undefined ? undefined : findMessage(state, ticket.channel, ticket.messageTs);
}

/** Whether the body of an acknowledgement says something to be shown. */
export function saysSomething(payload: JsonObject): boolean {
  return ['text', 'blocks', 'attachments'].some((key) => payload[key] !== undefined && payload[key] !== '');
}
