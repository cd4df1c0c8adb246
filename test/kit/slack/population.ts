import { drawId, type Population, type SlackChannel, type SlackUser } from './state/workspace-state.ts';

export interface UserOptions {
  /** IANA name. Default: UTC. */
  readonly tz?: string;
  readonly realName?: string;
}

export interface ChannelOptions {
  readonly isPrivate?: boolean;
  /** Handles. Default: everyone. */
  readonly members?: readonly string[];
  /** Default: true. */
  readonly hasBot?: boolean;
}

export const DEFAULT_USERS: Readonly<Record<string, UserOptions>> = {
  ada: { realName: 'Ada Lovelace', tz: 'Europe/London' },
  grace: { realName: 'Grace Hopper', tz: 'America/New_York' },
  kenji: { realName: 'Kenji Watanabe', tz: 'Asia/Tokyo' },
};

export const DEFAULT_CHANNELS: Readonly<Record<string, ChannelOptions>> = {
  backups: {},
  orders: {},
  oncall: { isPrivate: true, members: ['ada', 'grace'] },
  random: { hasBot: false },
  board: { isPrivate: true, members: ['grace'], hasBot: false },
};

/** Makes up ids for people and channels. */
export function populate(
  users: Readonly<Record<string, UserOptions>>,
  channels: Readonly<Record<string, ChannelOptions>>,
): Omit<Population, 'now'> {
  const bot = person('holdfast', { realName: 'Holdfast' }, true);
  const people = Object.entries(users).map(([name, options]) => person(name, options, false));
  return {
    users: [bot, ...people],
    channels: Object.entries(channels).map(([name, options]) => channelOf(name, options, [bot, ...people])),
    botUserId: bot.id,
  };
}

function person(name: string, { tz = 'UTC', realName = name }: UserOptions, isBot: boolean): SlackUser {
  return { id: drawId('U'), name, realName, tz, email: `${name}@example.com`, isBot };
}

function channelOf(name: string, options: ChannelOptions, all: readonly SlackUser[]): SlackChannel {
  const { isPrivate = false, hasBot = true, members } = options;
  const inside = all.filter((user) => (user.isBot ? hasBot : (members ?? [user.name]).includes(user.name)));
  return {
    id: drawId('C'),
    name,
    kind: isPrivate ? 'private' : 'public',
    isPrivate,
    members: new Set(inside.map(({ id }) => id)),
    isArchived: false,
  };
}
