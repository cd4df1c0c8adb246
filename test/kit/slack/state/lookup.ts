import { onScreen, SlackRefusal } from '../refusal.ts';
import { drawId, type SlackChannel, type SlackUser, type WorkspaceState } from './workspace-state.ts';

/** By id, handle or `@handle`. */
export function findUser(state: WorkspaceState, named: string): SlackUser | undefined {
  const name = named.replace(/^@/, '');
  return state.users.get(named) ?? [...state.users.values()].find((user) => user.name === name);
}

/** @throws NotOnScreen */
export function userNamed(state: WorkspaceState, named: string): SlackUser {
  return onScreen(findUser(state, named), `person ${named}`);
}

/** By id, name or `#name`; `@ada` (or a user's id) is the app's direct message with that person, opened when need be. */
export function findChannel(state: WorkspaceState, named: string): SlackChannel | undefined {
  const byId = state.channels.get(named);
  if (byId) return byId;
  if (named.startsWith('@') || state.users.has(named)) {
    const user = findUser(state, named);
    return user && directMessage(state, user.id);
  }
  const name = named.replace(/^#/, '');
  return [...state.channels.values()].find((channel) => channel.kind !== 'im' && channel.name === name);
}

/** @throws NotOnScreen */
export function channelNamed(state: WorkspaceState, named: string): SlackChannel {
  return onScreen(findChannel(state, named), `channel ${named}`);
}

/** The conversation of the app with one person. */
export function directMessage(state: WorkspaceState, userId: string): SlackChannel {
  const open = [...state.channels.values()].find(({ kind, name }) => kind === 'im' && name === userId);
  if (open) return open;
  const made: SlackChannel = {
    id: drawId('D'),
    name: userId,
    kind: 'im',
    isPrivate: true,
    members: new Set([userId, state.botUserId]),
    isArchived: false,
  };
  state.channels.set(made.id, made);
  state.changed();
  return made;
}

/**
 * A channel that the app can see: public, or the bot is in it.
 * @throws SlackRefusal `channel_not_found`, also for a private channel without the bot: Slack does not say that it exists
 */
export function channelSeenByApp(state: WorkspaceState, named: string): SlackChannel {
  const channel = findChannel(state, named);
  if (!channel || (channel.isPrivate && !channel.members.has(state.botUserId))) {
    throw new SlackRefusal('channel_not_found');
  }
  return channel;
}

/**
 * A channel that the bot is in.
 * @throws SlackRefusal `channel_not_found`, `not_in_channel`, `is_archived`
 */
export function channelOfApp(state: WorkspaceState, named: string): SlackChannel {
  const channel = channelSeenByApp(state, named);
  if (!channel.members.has(state.botUserId)) throw new SlackRefusal('not_in_channel');
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  return channel;
}
