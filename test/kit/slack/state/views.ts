import type { Block } from '../block-kit/layout.ts';
import { LIMITS } from '../block-kit/limits.ts';
import type { SentHome, SentModal } from '../block-kit/views.ts';
import { toJson, type JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { createEntries, type Entries } from './entries.ts';
import type { WorkspaceState } from './workspace-state.ts';

export type ViewContent = (SentModal | SentHome) & { blocks: Block[] };

/** A modal or an App Home in front of a person. */
export interface OpenView {
  readonly id: string;
  readonly userId: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  content: ViewContent;
  /** Changes with every update; `views.update` may ask for the one it saw. */
  hash: string;
  readonly entries: Entries;
}

/** Opens a first modal; one that was open goes. */
export function openModal(state: WorkspaceState, userId: string, content: ViewContent): OpenView {
  refuseExternalIdInUse(state, content);
  const id = state.nextId('V');
  const view = createView(state, { id, userId, rootId: id, previousId: undefined, content });
  state.modals.set(userId, [view]);
  state.changed();
  return view;
}

/**
 * Lays a modal over the one a person has open.
 * @throws SlackRefusal `not_found` when there is none, `push_limit_reached` above three
 */
export function pushModal(state: WorkspaceState, userId: string, content: ViewContent): OpenView {
  const stack = state.modals.get(userId) ?? [];
  const top = stack.at(-1);
  if (!top) throw new SlackRefusal('not_found');
  if (stack.length >= LIMITS.viewStack) throw new SlackRefusal('push_limit_reached');
  refuseExternalIdInUse(state, content);
  const { rootId } = top;
  const view = createView(state, { id: state.nextId('V'), userId, rootId, previousId: top.id, content });
  state.modals.set(userId, [...stack, view]);
  state.changed();
  return view;
}

/** Replaces what a view shows. What was entered stays where block and action keep their ids. */
export function updateView(state: WorkspaceState, view: OpenView, content: ViewContent): void {
  view.content = content;
  view.hash = drawHash(state);
  view.entries.keepOnly(content.blocks);
  state.changed();
}

export function publishHome(state: WorkspaceState, userId: string, content: ViewContent): OpenView {
  const open = state.homes.get(userId);
  if (open) {
    updateView(state, open, content);
    return open;
  }
  const id = state.nextId('V');
  const view = createView(state, { id, userId, rootId: id, previousId: undefined, content });
  state.homes.set(userId, view);
  state.changed();
  return view;
}

/** Takes the top modal away, or all of them. */
export function closeModals(state: WorkspaceState, userId: string, which: 'top' | 'all'): void {
  const stack = state.modals.get(userId) ?? [];
  state.modals.set(userId, which === 'all' ? [] : stack.slice(0, -1));
  state.changed();
}

export function findView(state: WorkspaceState, matches: (view: OpenView) => boolean): OpenView | undefined {
  return [...[...state.modals.values()].flat(), ...state.homes.values()].find(matches);
}

/** A view in Slack's words. */
export function toSlackView(state: WorkspaceState, view: OpenView): JsonObject {
  const { content } = view;
  return {
    ...toJson(content),
    id: view.id,
    team_id: state.teamId,
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    external_id: content.external_id ?? '',
    state: { values: view.entries.valuesOf(content.blocks) },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    app_id: state.appId,
    app_installed_team_id: state.teamId,
    bot_id: state.botId,
    ...(content.type === 'modal'
      ? { clear_on_close: content.clear_on_close ?? false, notify_on_close: content.notify_on_close ?? false }
      : {}),
    ...(content.type === 'modal' ? { submit: content.submit ?? null, close: content.close ?? null } : {}),
  };
}

function createView(state: WorkspaceState, view: Omit<OpenView, 'hash' | 'entries'>): OpenView {
  return { ...view, hash: drawHash(state), entries: createEntries() };
}

function drawHash(state: WorkspaceState): string {
  return `${Math.floor(state.now() / 1_000)}.${state.nextId('h').slice(1, 9)}`;
}

function refuseExternalIdInUse(state: WorkspaceState, { external_id: id }: ViewContent): void {
  if (id !== undefined && id !== '' && findView(state, (view) => view.content.external_id === id)) {
    throw new SlackRefusal('duplicate_external_id');
  }
}
