import { randomBytes } from 'node:crypto';
import type { Block } from '../block-kit/layout.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Entries } from './entries.ts';
import type { OpenView } from './views.ts';

export interface SlackUser {
  readonly id: string;
  /** Handle, as in `@ada`. */
  readonly name: string;
  readonly realName: string;
  /** IANA name. */
  readonly tz: string;
  readonly email: string;
  readonly isBot: boolean;
}

export interface SlackChannel {
  readonly id: string;
  /** Without `#`; of a direct message the id of the person. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly isPrivate: boolean;
  /** Ids, the bot's too when it is in. */
  readonly members: Set<string>;
  isArchived: boolean;
}

/** One state of a message that was edited away. */
export interface Edit {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata: JsonObject | undefined;
  /** When it was replaced, milliseconds since 1970. */
  readonly replacedAt: number;
}

export interface StoredMessage {
  readonly ts: string;
  readonly channel: string;
  /** Id of the author; the bot's for the app's. */
  readonly user: string;
  readonly threadTs: string | undefined;
  /** Only this person sees it. */
  readonly ephemeralFor: string | undefined;
  readonly isBroadcast: boolean;
  /** Milliseconds since 1970. */
  readonly postedAt: number;
  /** The response URL it was posted through. */
  readonly responseId: string | undefined;
  text: string;
  blocks: readonly Block[];
  attachments: readonly Json[];
  files: readonly StoredFile[];
  metadata: JsonObject | undefined;
  edits: Edit[];
  isDeleted: boolean;
  /** Emoji → ids of those who put it. */
  readonly reactions: Map<string, Set<string>>;
  /** What people entered in its elements, and what the app suggested for them. */
  readonly entries: Entries;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  title: string;
  content: Buffer | undefined;
}

/** Everything this Slack knows. Only files of state/, api/ and people/ change it, and say so with `changed`. */
export interface WorkspaceState {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  /** In the order they were posted, ephemeral and deleted ones included. */
  readonly messages: StoredMessage[];
  /** Id of a person → their open modals, the lowest first. */
  readonly modals: Map<string, OpenView[]>;
  /** Id of a person → their App Home. */
  readonly homes: Map<string, OpenView>;
  readonly files: Map<string, StoredFile>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A timestamp as Slack's, later than every one before. */
  nextTs(): string;
  /** Draws an id that starts with this letter. */
  nextId(letter: string): string;
  changed(): void;
  /** @returns ends the watching */
  onChange(listener: () => void): () => void;
}

export interface Population {
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  readonly botUserId: string;
  readonly now: () => number;
}

export function createState({ users, channels, botUserId, now }: Population): WorkspaceState {
  const listeners = new Set<() => void>();
  let lastMicros = 0;
  return {
    teamId: drawId('T'),
    teamDomain: 'holdfast-test',
    appId: drawId('A'),
    botId: drawId('B'),
    botUserId,
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    now,
    nextTs: () => {
      lastMicros = Math.max(lastMicros + 1, now() * 1_000);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    nextId: drawId,
    changed: () => listeners.forEach((listener) => listener()),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** As Slack's: a letter that tells the kind, then capitals and digits. */
export function drawId(letter: string): string {
  return `${letter}0${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;
}
