import type { Block } from '../block-kit/layout.ts';
import { LIMITS } from '../block-kit/limits.ts';
import type { Json, JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { createEntries } from './entries.ts';
import type { StoredFile, StoredMessage, WorkspaceState } from './workspace-state.ts';

export interface Draft {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Block[] | undefined;
  readonly attachments?: readonly Json[] | undefined;
  readonly files?: readonly StoredFile[];
  readonly metadata?: JsonObject | undefined;
  readonly threadTs?: string | undefined;
  readonly ephemeralFor?: string;
  readonly isBroadcast?: boolean;
  readonly responseId?: string;
}

/**
 * Puts a message into a channel.
 * @throws SlackRefusal `no_text`, `msg_too_long`, `cannot_reply_to_message` for a thread that is none
 */
export function post(state: WorkspaceState, draft: Draft): StoredMessage {
  const { blocks = [], attachments = [], files = [] } = draft;
  if (draft.text === '' && blocks.length + attachments.length + files.length === 0) throw new SlackRefusal('no_text');
  if (draft.text.length > LIMITS.postedText) throw new SlackRefusal('msg_too_long');
  const message: StoredMessage = {
    ts: state.nextTs(),
    channel: draft.channel,
    user: draft.user,
    threadTs: draft.threadTs === undefined ? undefined : threadOf(state, draft.channel, draft.threadTs),
    ephemeralFor: draft.ephemeralFor,
    isBroadcast: draft.isBroadcast ?? false,
    postedAt: state.now(),
    responseId: draft.responseId,
    text: draft.text,
    blocks,
    attachments,
    files,
    metadata: draft.metadata,
    edits: [],
    isDeleted: false,
    reactions: new Map(),
    entries: createEntries(),
  };
  state.messages.push(message);
  state.changed();
  return message;
}

function threadOf(state: WorkspaceState, channel: string, threadTs: string): string {
  const parent = findMessage(state, channel, threadTs);
  if (!parent || parent.threadTs !== undefined || parent.ephemeralFor !== undefined) {
    throw new SlackRefusal('cannot_reply_to_message');
  }
  return parent.ts;
}

export interface Change {
  readonly text?: string | undefined;
  /** Absent: the old ones stay. */
  readonly blocks?: readonly Block[] | undefined;
  readonly attachments?: readonly Json[] | undefined;
  readonly metadata?: JsonObject | undefined;
}

/** Replaces what a message says and keeps what it said. */
export function edit(state: WorkspaceState, message: StoredMessage, change: Change): void {
  const { text, blocks, metadata } = message;
  message.edits = [...message.edits, { text, blocks, metadata, replacedAt: state.now() }];
  message.text = change.text ?? text;
  message.blocks = change.blocks ?? blocks;
  message.entries.keepOnly(message.blocks);
  message.attachments = change.attachments ?? message.attachments;
  message.metadata = change.metadata ?? metadata;
  state.changed();
}

export function remove(state: WorkspaceState, message: StoredMessage): void {
  message.isDeleted = true;
  state.changed();
}

/** One that is still there. Ephemeral ones are found too. */
export function findMessage(state: WorkspaceState, channel: string, ts: string): StoredMessage | undefined {
  return state.messages.find((each) => each.channel === channel && each.ts === ts && !each.isDeleted);
}

/** Replies still there, the oldest first. */
export function repliesTo(state: WorkspaceState, parent: StoredMessage): StoredMessage[] {
  return state.messages.filter(
    (each) => each.channel === parent.channel && each.threadTs === parent.ts && !each.isDeleted && !each.ephemeralFor,
  );
}

/** A message in Slack's words, as events, interactions and answers carry it. Metadata only where it was asked for. */
export function toSlackMessage(
  state: WorkspaceState,
  message: StoredMessage,
  { withMetadata = false }: { withMetadata?: boolean } = {},
): JsonObject {
  const replies = repliesTo(state, message);
  const isApp = message.user === state.botUserId;
  const editedAt = message.edits.at(-1)?.replacedAt;
  return {
    type: 'message',
    user: message.user,
    ...(isApp ? { bot_id: state.botId, app_id: state.appId } : {}),
    text: message.text,
    ts: message.ts,
    team: state.teamId,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.files.length > 0 ? { files: message.files.map(({ id, name, title }) => ({ id, name, title })) } : {}),
    ...(replies.length > 0 ? { thread_ts: message.ts, reply_count: replies.length } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(editedAt === undefined ? {} : { edited: { user: message.user, ts: `${Math.floor(editedAt / 1_000)}.000000` } }),
    ...(message.reactions.size > 0 ? { reactions: reactionsOf(message) } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

function reactionsOf({ reactions }: StoredMessage): JsonObject[] {
  return [...reactions]
    .filter(([, users]) => users.size > 0)
    .map(([name, users]) => ({ name, users: [...users], count: users.size }));
}
