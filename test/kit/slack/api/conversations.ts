import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { channelOfApp, channelSeenByApp, directMessage } from '../state/lookup.ts';
import { findMessage, repliesTo, toSlackMessage } from '../state/messages.ts';
import type { SlackChannel, StoredMessage, WorkspaceState } from '../state/workspace-state.ts';
import { flag, method, pageOf, paging, type Method } from './method.ts';

const TYPES = { public: 'public_channel', private: 'private_channel', im: 'im' } as const;

const list = method(
  'bot',
  z.object({ ...paging, types: z.string().default('public_channel'), exclude_archived: flag.optional() }),
  ({ state }, args) => {
    const types = new Set(args.types.split(',').map((type) => type.trim()));
    const visible = [...state.channels.values()].filter(
      (channel) =>
        types.has(TYPES[channel.kind]) &&
        (!channel.isPrivate || channel.members.has(state.botUserId)) &&
        !(args.exclude_archived === true && channel.isArchived),
    );
    const { items, nextCursor } = pageOf(visible, args);
    return {
      channels: items.map((channel) => toSlackChannel(state, channel)),
      response_metadata: { next_cursor: nextCursor },
    };
  },
);

const info = method('bot', z.object({ channel: z.string() }), ({ state }, args) => ({
  channel: toSlackChannel(state, channelSeenByApp(state, args.channel)),
}));

const members = method('bot', z.object({ channel: z.string(), ...paging }), ({ state }, args) => {
  const { items, nextCursor } = pageOf([...channelSeenByApp(state, args.channel).members], args);
  return { members: items, response_metadata: { next_cursor: nextCursor } };
});

const range = {
  ...paging,
  oldest: z.string().default('0'),
  latest: z.string().default('9999999999'),
  inclusive: flag.default(false),
  include_all_metadata: flag.default(false),
};
type Range = z.infer<z.ZodObject<typeof range>>;

const history = method('bot', z.object({ channel: z.string(), ...range }), ({ state }, args) => {
  const channel = channelOfApp(state, args.channel);
  const found = state.messages
    .filter(
      (each) =>
        each.channel === channel.id &&
        (each.threadTs === undefined || each.isBroadcast) &&
        isListed(each) &&
        isIn(args, each),
    )
    .toReversed();
  return pageOfMessages(state, found, args);
});

const replies = method('bot', z.object({ channel: z.string(), ts: z.string(), ...range }), ({ state }, args) => {
  const channel = channelOfApp(state, args.channel);
  const asked = findMessage(state, channel.id, args.ts);
  const parent = asked?.threadTs === undefined ? asked : findMessage(state, channel.id, asked.threadTs);
  if (!parent || !isListed(parent)) throw new SlackRefusal('thread_not_found');
  const found = [parent, ...repliesTo(state, parent).filter((each) => isIn(args, each))];
  return pageOfMessages(state, found, args);
});

function isListed(message: StoredMessage): boolean {
  return !message.isDeleted && message.ephemeralFor === undefined;
}

function isIn({ oldest, latest, inclusive }: Range, { ts }: StoredMessage): boolean {
  const at = Number(ts);
  if (inclusive && (ts === oldest || ts === latest)) return true;
  return at > Number(oldest) && at < Number(latest);
}

function pageOfMessages(state: WorkspaceState, found: readonly StoredMessage[], asked: Range): JsonObject {
  const { items, hasMore, nextCursor } = pageOf(found, asked);
  return {
    messages: items.map((each) => toSlackMessage(state, each, { withMetadata: asked.include_all_metadata })),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: nextCursor } } : {}),
  };
}

const join = method('bot', z.object({ channel: z.string() }), ({ state, emit }, args) => {
  const channel = channelSeenByApp(state, args.channel);
  if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  const wasIn = channel.members.has(state.botUserId);
  channel.members.add(state.botUserId);
  if (!wasIn) {
    state.changed();
    emit({
      type: 'member_joined_channel',
      user: state.botUserId,
      channel: channel.id,
      channel_type: 'C',
      team: state.teamId,
    });
  }
  return {
    channel: toSlackChannel(state, channel),
    ...(wasIn ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
  };
});

const open = method(
  'bot',
  z.object({ users: z.string().optional(), channel: z.string().optional(), return_im: flag.optional() }),
  ({ state }, { users, channel: id }) => {
    if (id !== undefined) return { channel: { id: channelOfApp(state, id).id } };
    if (users === undefined) throw new SlackRefusal('invalid_arguments');
    if (users.includes(',')) throw new SlackRefusal('method_not_supported_for_channel_type');
    if (!state.users.has(users)) throw new SlackRefusal('user_not_found');
    return { channel: { id: directMessage(state, users).id, is_im: true, user: users, is_open: true } };
  },
);

/** A channel in Slack's words. */
function toSlackChannel(state: WorkspaceState, channel: SlackChannel): JsonObject {
  const isIm = channel.kind === 'im';
  return {
    id: channel.id,
    ...(isIm ? { user: channel.name } : { name: channel.name, name_normalized: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: isIm,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.members.has(state.botUserId),
    num_members: channel.members.size,
    context_team_id: state.teamId,
  };
}

export const CONVERSATIONS: Readonly<Record<string, Method>> = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.join': join,
  'conversations.open': open,
};
