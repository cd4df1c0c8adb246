import { z } from 'zod';
import { LIMITS } from '../block-kit/limits.ts';
import { SlackRefusal } from '../refusal.ts';
import { channelOfApp, channelSeenByApp, directMessage } from '../state/lookup.ts';
import { edit, findMessage, post, remove, toSlackMessage } from '../state/messages.ts';
import type { SlackChannel, StoredMessage, WorkspaceState } from '../state/workspace-state.ts';
import { checkedContent, content } from './message-content.ts';
import { flag, method, type Method } from './method.ts';

const looks = {
  parse: z.string().optional(),
  link_names: flag.optional(),
  unfurl_links: flag.optional(),
  unfurl_media: flag.optional(),
  mrkdwn: flag.optional(),
  icon_emoji: z.string().optional(),
  icon_url: z.string().optional(),
  username: z.string().optional(),
};
const thread = { thread_ts: z.string().optional() };

const postMessage = method(
  'bot',
  z.object({ channel: z.string(), ...content, ...thread, ...looks, reply_broadcast: flag.optional() }),
  ({ state }, args) => {
    const channel = postable(state, args.channel);
    const { text = '', ...rest } = checkedContent(args);
    const message = post(state, {
      channel: channel.id,
      user: state.botUserId,
      text,
      ...rest,
      threadTs: args.thread_ts,
      isBroadcast: args.reply_broadcast ?? false,
    });
    return {
      channel: channel.id,
      ts: message.ts,
      message: toSlackMessage(state, message, { withMetadata: true }),
    };
  },
);

/** A person's id posts into the direct message with them. */
function postable(state: WorkspaceState, named: string): SlackChannel {
  return state.users.has(named) ? directMessage(state, named) : channelOfApp(state, named);
}

const postEphemeral = method(
  'bot',
  z.object({ channel: z.string(), user: z.string(), ...content, ...thread, ...looks }),
  ({ state }, args) => {
    const channel = channelOfApp(state, args.channel);
    if (!state.users.has(args.user)) throw new SlackRefusal('user_not_found');
    if (!channel.members.has(args.user)) throw new SlackRefusal('user_not_in_channel');
    const { text = '', ...rest } = checkedContent(args);
    const message = post(state, {
      channel: channel.id,
      user: state.botUserId,
      text,
      ...rest,
      threadTs: args.thread_ts,
      ephemeralFor: args.user,
    });
    return { message_ts: message.ts };
  },
);

const update = method(
  'bot',
  z.object({ channel: z.string(), ts: z.string(), ...content, ...looks, reply_broadcast: flag.optional() }),
  ({ state }, args) => {
    const channel = channelOfApp(state, args.channel);
    const message = ownMessage(state, { channel: channel.id, ts: args.ts, otherwise: 'cant_update_message' });
    const change = checkedContent(args);
    if (change.text === undefined && !change.blocks && !change.attachments) throw new SlackRefusal('no_text');
    if ((change.text ?? '').length > LIMITS.updatedText) throw new SlackRefusal('msg_too_long');
    edit(state, message, change);
    return {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      message: toSlackMessage(state, message, { withMetadata: true }),
    };
  },
);

const deleteMessage = method('bot', z.object({ channel: z.string(), ts: z.string() }), ({ state }, args) => {
  const channel = channelOfApp(state, args.channel);
  const message = ownMessage(state, { channel: channel.id, ts: args.ts, otherwise: 'cant_delete_message' });
  remove(state, message);
  return { channel: channel.id, ts: message.ts };
});

function ownMessage(state: WorkspaceState, wanted: { channel: string; ts: string; otherwise: string }): StoredMessage {
  const message = findMessage(state, wanted.channel, wanted.ts);
  if (!message || message.ephemeralFor !== undefined) throw new SlackRefusal('message_not_found');
  if (message.user !== state.botUserId) throw new SlackRefusal(wanted.otherwise);
  return message;
}

const getPermalink = method(
  'bot',
  z.object({ channel: z.string(), message_ts: z.string() }),
  ({ state, pageUrl }, args) => {
    const channel = channelSeenByApp(state, args.channel);
    const message = findMessage(state, channel.id, args.message_ts);
    if (!message) throw new SlackRefusal('message_not_found');
    return {
      channel: channel.id,
      permalink: `${pageUrl}#/archives/${channel.id}/p${message.ts.replace('.', '')}`,
    };
  },
);

export const CHAT: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': deleteMessage,
  'chat.getPermalink': getPermalink,
};
