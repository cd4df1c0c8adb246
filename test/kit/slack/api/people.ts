import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { channelOfApp } from '../state/lookup.ts';
import { findMessage } from '../state/messages.ts';
import type { SlackUser, WorkspaceState } from '../state/workspace-state.ts';
import { method, pageOf, paging, type Method } from './method.ts';

const authTest = method('bot', z.object({}), ({ state, pageUrl }) => ({
  url: pageUrl,
  team: state.teamDomain,
  team_id: state.teamId,
  user: state.users.get(state.botUserId)?.name ?? '',
  user_id: state.botUserId,
  bot_id: state.botId,
  is_enterprise_install: false,
}));

const apiTest = method('any', z.object({ error: z.string().optional() }), (_context, { error }) => {
  if (error !== undefined) throw new SlackRefusal(error);
  return {};
});

const connectionsOpen = method('app', z.object({}), ({ openSocketUrl }) => ({ url: openSocketUrl() }));

const usersInfo = method('bot', z.object({ user: z.string() }), ({ state }, args) => {
  const user = state.users.get(args.user);
  if (!user) throw new SlackRefusal('user_not_found');
  return { user: toSlackUser(state, user) };
});

const usersList = method('bot', z.object(paging), ({ state }, args) => {
  const { items, nextCursor } = pageOf([...state.users.values()], args);
  return {
    members: items.map((user) => toSlackUser(state, user)),
    response_metadata: { next_cursor: nextCursor },
  };
});

function toSlackUser(state: WorkspaceState, user: SlackUser): JsonObject {
  return {
    id: user.id,
    team_id: state.teamId,
    name: user.name,
    real_name: user.realName,
    tz: user.tz,
    tz_offset: zoneOffset(user.tz, state.now()),
    is_bot: user.isBot,
    deleted: false,
    profile: { real_name: user.realName, display_name: user.name, email: user.email },
  };
}

/** Seconds east of UTC. */
function zoneOffset(zone: string, at: number): number {
  const spoken = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).format(at);
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(spoken) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60);
}

const reaction = z.object({ channel: z.string(), timestamp: z.string(), name: z.string() });

const addReaction = method('bot', reaction, ({ state }, args) => {
  const users = reactionUsers(state, args);
  if (users.has(state.botUserId)) throw new SlackRefusal('already_reacted');
  users.add(state.botUserId);
  state.changed();
  return {};
});

const removeReaction = method('bot', reaction, ({ state }, args) => {
  if (!reactionUsers(state, args).delete(state.botUserId)) throw new SlackRefusal('no_reaction');
  state.changed();
  return {};
});

function reactionUsers(state: WorkspaceState, args: z.infer<typeof reaction>): Set<string> {
  const channel = channelOfApp(state, args.channel);
  const message = findMessage(state, channel.id, args.timestamp);
  if (!message) throw new SlackRefusal('message_not_found');
  const users = message.reactions.get(args.name) ?? new Set<string>();
  message.reactions.set(args.name, users);
  return users;
}

export const PEOPLE: Readonly<Record<string, Method>> = {
  'api.test': apiTest,
  'auth.test': authTest,
  'apps.connections.open': connectionsOpen,
  'users.info': usersInfo,
  'users.list': usersList,
  'reactions.add': addReaction,
  'reactions.remove': removeReaction,
};
