import type { JsonObject } from './json.ts';
import { toJson } from './json.ts';
import { findUser } from './state/lookup.ts';
import { repliesTo, toSlackMessage } from './state/messages.ts';
import { toSlackView } from './state/views.ts';
import type { SlackChannel, SlackUser, StoredMessage, WorkspaceState } from './state/workspace-state.ts';

/** All that one person's page shows. Without a name: the first person's. */
export function screenOf(state: WorkspaceState, named: string | undefined): JsonObject {
  const asked = named === undefined ? undefined : findUser(state, named);
  const user = asked ?? [...state.users.values()].find(({ isBot }) => !isBot);
  if (!user) return { team: state.teamDomain, users: [], channels: [] };
  const home = state.homes.get(user.id);
  return toJson({
    team: state.teamDomain,
    me: user,
    botUserId: state.botUserId,
    users: [...state.users.values()],
    channels: channelsOf(state, user).map((channel) => ({
      id: channel.id,
      name: channel.name,
      kind: channel.kind,
      isMember: channel.members.has(user.id),
      hasBot: channel.members.has(state.botUserId),
      messages: messagesIn(state, channel, user),
    })),
    modals: (state.modals.get(user.id) ?? []).map((view) => toSlackView(state, view)),
    home: home ? toSlackView(state, home) : null,
  });
}

function channelsOf(state: WorkspaceState, user: SlackUser): SlackChannel[] {
  return [...state.channels.values()].filter(({ isPrivate, members }) => !isPrivate || members.has(user.id));
}

function messagesIn(state: WorkspaceState, channel: SlackChannel, user: SlackUser): object[] {
  return state.messages
    .filter((each) => each.channel === channel.id && !each.isDeleted && isFor(each, user))
    .map((each) => ({
      ...toSlackMessage(state, each),
      ephemeral: each.ephemeralFor !== undefined,
      broadcast: each.isBroadcast,
      replyUsers: [...new Set(repliesTo(state, each).map((reply) => reply.user))],
      values: each.entries.valuesOf(each.blocks),
    }));
}

function isFor(message: StoredMessage, user: SlackUser): boolean {
  return message.ephemeralFor === undefined || message.ephemeralFor === user.id;
}
