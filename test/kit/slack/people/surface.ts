import type { Chosen } from '../block-kit/input-state.ts';
import { elementsOf, type Block, type PlacedElement } from '../block-kit/layout.ts';
import type { JsonObject } from '../json.ts';
import { NotOnScreen, onScreen } from '../refusal.ts';
import type { Entries } from '../state/entries.ts';
import { channelNamed } from '../state/lookup.ts';
import { findMessage, toSlackMessage } from '../state/messages.ts';
import { toSlackView, type OpenView } from '../state/views.ts';
import type { SlackChannel, SlackUser, StoredMessage, WorkspaceState } from '../state/workspace-state.ts';
import { channelInPayload } from './desk.ts';

/** Where an element is: in a message, or in a view (an open modal or the App Home). */
export type Place = { readonly channel: string; readonly ts: string } | { readonly viewId: string };

/** Which element of a place: the block is needed only where two blocks use the same action id. */
export interface Target {
  readonly actionId: string;
  readonly blockId?: string;
}

/** Block id, or action id, of an input → what to enter. What is left out keeps what it has. */
export type Entered = Readonly<Record<string, Chosen>>;

/** A place with what is on it. */
export interface Surface {
  readonly blocks: readonly Block[];
  readonly entries: Entries;
  /** Undefined in a view. */
  readonly message: StoredMessage | undefined;
  readonly channel: SlackChannel | undefined;
  /** What payloads say of the place, as it is now. */
  payload(): JsonObject;
}

/** @throws NotOnScreen when this person cannot see it */
export function surfaceAt(state: WorkspaceState, user: SlackUser, place: Place): Surface {
  return 'viewId' in place ? viewSurface(state, viewOf(state, user, place.viewId)) : messageSurface(state, user, place);
}

/** @throws NotOnScreen when this person has no such view in front */
export function viewOf(state: WorkspaceState, user: SlackUser, viewId: string): OpenView {
  const top = state.modals.get(user.id)?.at(-1);
  const home = state.homes.get(user.id);
  return onScreen(
    [top, home].find((view) => view?.id === viewId),
    `view ${viewId} in front of ${user.name}`,
  );
}

function viewSurface(state: WorkspaceState, view: OpenView): Surface {
  return {
    blocks: view.content.blocks,
    entries: view.entries,
    message: undefined,
    channel: undefined,
    payload: () => ({ container: { type: 'view', view_id: view.id }, view: toSlackView(state, view) }),
  };
}

function messageSurface(
  state: WorkspaceState,
  user: SlackUser,
  { channel: named, ts }: { channel: string; ts: string },
): Surface {
  const channel = visibleChannel(state, user, named);
  const message = onScreen(findMessage(state, channel.id, ts), `message ${ts} in ${channel.name}`);
  const isEphemeral = message.ephemeralFor !== undefined;
  if (isEphemeral && message.ephemeralFor !== user.id) throw new NotOnScreen(`${user.name} does not see ${ts}`);
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    blocks: message.blocks,
    entries: message.entries,
    message,
    channel,
    payload: () => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...thread,
      },
      channel: channelInPayload(channel),
      // Of an ephemeral message Slack sends no content.
      ...(isEphemeral ? {} : { message: toSlackMessage(state, message, { withMetadata: true }) }),
      state: { values: message.entries.valuesOf(message.blocks) },
    }),
  };
}

/** @throws NotOnScreen for a private channel or direct message that the person is not in */
export function visibleChannel(state: WorkspaceState, user: SlackUser, named: string): SlackChannel {
  const channel = channelNamed(state, named);
  if (channel.isPrivate && !channel.members.has(user.id)) {
    throw new NotOnScreen(`${user.name} does not see ${channel.name}`);
  }
  return channel;
}

/** @throws NotOnScreen */
export function elementAt(surface: Surface, { actionId, blockId }: Target): PlacedElement {
  const all = elementsOf(surface.blocks);
  const found = all.find((each) => each.actionId === actionId && (blockId === undefined || each.blockId === blockId));
  const there = all.map((each) => each.actionId).join(', ') || 'nothing to act on';
  return onScreen(found, `${actionId}; there is ${there}`);
}
