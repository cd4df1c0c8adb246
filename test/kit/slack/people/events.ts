import type { Reply } from '../delivery/delivery.ts';
import type { JsonObject } from '../json.ts';
import { NotOnScreen, onScreen } from '../refusal.ts';
import { channelNamed, directMessage, userNamed } from '../state/lookup.ts';
import { findMessage, post, toSlackMessage } from '../state/messages.ts';
import { toSlackView } from '../state/views.ts';
import type { SlackChannel, StoredMessage, WorkspaceState } from '../state/workspace-state.ts';
import { LEGACY_TOKEN, type Desk } from './desk.ts';
import { visibleChannel } from './surface.ts';

const CHANNEL_TYPES = { public: 'channel', private: 'group', im: 'im' } as const;

/** Tells the app of an event. */
export function emit({ state, office }: Pick<Desk, 'state' | 'office'>, event: JsonObject): Promise<Reply> {
  const eventTs = state.nextTs();
  const body = {
    token: LEGACY_TOKEN,
    team_id: state.teamId,
    api_app_id: state.appId,
    event: { ...event, event_ts: eventTs },
    type: 'event_callback',
    event_id: state.nextId('Ev'),
    event_time: Math.floor(state.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: state.teamId,
        user_id: state.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: state.nextId('EC'),
  };
  return office.deliver({ kind: 'events_api', body });
}

export interface Saying {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string | undefined;
}

/** A person writes a message. The app hears of it where the bot is. */
export async function say(desk: Desk, { user: named, channel: where, text, threadTs }: Saying): Promise<StoredMessage> {
  const { state } = desk;
  const user = userNamed(state, named);
  const channel = visibleChannel(state, user, where);
  if (!channel.members.has(user.id)) throw new NotOnScreen(`${user.name} is not in ${channel.name}`);
  const message = post(state, { channel: channel.id, user: user.id, text, threadTs });
  if (!isBotIn(state, channel)) return message;
  const told = { ...toSlackMessage(state, message), channel: channel.id };
  await emit(desk, { ...told, channel_type: CHANNEL_TYPES[channel.kind] });
  if (text.includes(`<@${state.botUserId}>`)) await emit(desk, { ...told, type: 'app_mention' });
  return message;
}

export interface Reacting {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  /** Without colons. */
  readonly name: string;
}

/** A person puts an emoji on a message, or takes it off when they had put it. */
export async function react(desk: Desk, { user: named, channel: where, ts, name }: Reacting): Promise<void> {
  const { state } = desk;
  const user = userNamed(state, named);
  const channel = visibleChannel(state, user, where);
  const message = onScreen(findMessage(state, channel.id, ts), `message ${ts} in ${channel.name}`);
  const users = message.reactions.get(name) ?? new Set<string>();
  message.reactions.set(name, users);
  const isTaken = users.delete(user.id);
  if (!isTaken) users.add(user.id);
  state.changed();
  if (!isBotIn(state, channel)) return;
  await emit(desk, {
    type: isTaken ? 'reaction_removed' : 'reaction_added',
    user: user.id,
    reaction: name,
    item: { type: 'message', channel: channel.id, ts },
    item_user: message.user,
  });
}

/** A person opens the app's Home tab. */
export async function openHome(desk: Desk, named: string): Promise<void> {
  const { state } = desk;
  const user = userNamed(state, named);
  const home = state.homes.get(user.id);
  await emit(desk, {
    type: 'app_home_opened',
    user: user.id,
    channel: directMessage(state, user.id).id,
    tab: 'home',
    ...(home ? { view: toSlackView(state, home) } : {}),
  });
}

/** Someone, also the bot, comes into a channel. */
export async function joinChannel(desk: Desk, named: string, where: string): Promise<void> {
  const { state } = desk;
  const user = userNamed(state, named);
  const channel = channelNamed(state, where);
  if (channel.members.has(user.id)) return;
  channel.members.add(user.id);
  state.changed();
  if (!isBotIn(state, channel)) return;
  const channelType = channel.kind === 'public' ? 'C' : 'G';
  await emit(desk, {
    type: 'member_joined_channel',
    user: user.id,
    channel: channel.id,
    channel_type: channelType,
    team: state.teamId,
  });
}

/** Someone, also the bot, goes out of a channel. */
export function leaveChannel({ state }: Desk, named: string, where: string): void {
  channelNamed(state, where).members.delete(userNamed(state, named).id);
  state.changed();
}

function isBotIn(state: WorkspaceState, channel: SlackChannel): boolean {
  return channel.members.has(state.botUserId);
}
