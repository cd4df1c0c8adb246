import type { Block } from '../block-kit/layout.ts';
import type { JsonObject } from '../json.ts';
import { repliesTo } from '../state/messages.ts';
import type { OpenView, ViewContent } from '../state/views.ts';
import type { Edit, StoredMessage, WorkspaceState } from '../state/workspace-state.ts';

/** A message as people see it, and what tests want to know of it. A copy: look again after something happened. */
export interface SlackMessage {
  readonly ts: string;
  /** Id. */
  readonly channel: string;
  /** Id of the author. */
  readonly user: string;
  /** The fallback text. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Every text on the screen, top to bottom, one a line, as it was sent (mrkdwn, escaped). Without blocks: the text. */
  readonly shown: string;
  readonly metadata: JsonObject | undefined;
  readonly threadTs: string | undefined;
  /** Id of the one person who sees it. */
  readonly ephemeralFor: string | undefined;
  readonly isDeleted: boolean;
  /** Milliseconds since 1970. */
  readonly postedAt: number;
  /** What it said before, the oldest first. */
  readonly edits: readonly Edit[];
  /** Emoji → ids. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly { readonly name: string; readonly title: string; readonly content: string }[];
  /** The thread, the oldest first. */
  readonly replies: readonly SlackMessage[];
}

/** A modal or Home as a person sees it. */
export interface SlackView {
  readonly id: string;
  readonly rootId: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  /** Empty for a Home. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** As of a message, with labels, hints, placeholders and options. */
  readonly shown: string;
  readonly content: ViewContent;
  /** `state.values` as a submission would carry them now. */
  readonly values: JsonObject;
}

export function messageOnScreen(state: WorkspaceState, message: StoredMessage): SlackMessage {
  const { ts, channel, user, text, blocks, metadata, threadTs, ephemeralFor, isDeleted, postedAt, edits } = message;
  return {
    ...{ ts, channel, user, text, blocks, metadata, threadTs, ephemeralFor, isDeleted, postedAt, edits },
    shown: blocks.length > 0 ? textsIn(blocks) : text,
    reactions: Object.fromEntries([...message.reactions].map(([name, users]) => [name, [...users]])),
    files: message.files.map(({ name, title, content }) => ({ name, title, content: content?.toString() ?? '' })),
    replies: repliesTo(state, message).map((reply) => messageOnScreen(state, reply)),
  };
}

export function viewOnScreen(state: WorkspaceState, view: OpenView): SlackView {
  const { content } = view;
  const title = content.type === 'modal' ? content.title.text : '';
  return {
    id: view.id,
    rootId: view.rootId,
    hash: view.hash,
    callbackId: content.callback_id ?? '',
    privateMetadata: content.private_metadata ?? '',
    title,
    blocks: content.blocks,
    shown: [title, textsIn(content.blocks)].filter((text) => text !== '').join('\n'),
    content,
    values: view.entries.valuesOf(content.blocks),
  };
}

/** Texts that no one reads on the screen. */
const UNSEEN = new Set(['type', 'block_id', 'action_id', 'value', 'url', 'image_url', 'confirm', 'style']);

function textsIn(value: unknown): string {
  return collect(value).join('\n');
}

function collect(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(collect);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (UNSEEN.has(key) ? [] : collect(inner)));
}
