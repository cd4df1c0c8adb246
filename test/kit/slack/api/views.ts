import { z } from 'zod';
import { checkedHome, checkedModal } from '../block-kit/check.ts';
import { SlackRefusal } from '../refusal.ts';
import { findView, openModal, publishHome, pushModal, toSlackView, updateView, type OpenView } from '../state/views.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { embedded, method, type Method } from './method.ts';

const view = { view: embedded };

const open = method('bot', z.object({ trigger_id: z.string(), ...view }), ({ state, tickets }, args) => {
  const content = checkedModal(args.view);
  const { userId } = tickets.exchange(args.trigger_id);
  return { view: toSlackView(state, openModal(state, userId, content)) };
});

const push = method('bot', z.object({ trigger_id: z.string(), ...view }), ({ state, tickets }, args) => {
  const content = checkedModal(args.view);
  const { userId } = tickets.exchange(args.trigger_id);
  return { view: toSlackView(state, pushModal(state, userId, content)) };
});

const update = method(
  'bot',
  z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
    ...view,
  }),
  ({ state }, args) => {
    const found = viewToUpdate(state, args);
    const content = found.content.type === 'home' ? checkedHome(args.view) : checkedModal(args.view);
    if (args.hash !== undefined && args.hash !== found.hash) throw new SlackRefusal('hash_conflict');
    updateView(state, found, content);
    return { view: toSlackView(state, found) };
  },
);

function viewToUpdate(
  state: WorkspaceState,
  { view_id: id, external_id: externalId }: { view_id?: string | undefined; external_id?: string | undefined },
): OpenView {
  if (id === undefined && externalId === undefined) throw new SlackRefusal('invalid_arguments');
  const found = findView(state, (each) =>
    id === undefined ? each.content.external_id === externalId : each.id === id,
  );
  if (!found) throw new SlackRefusal('not_found');
  return found;
}

const publish = method(
  'bot',
  z.object({ user_id: z.string(), hash: z.string().optional(), ...view }),
  ({ state }, args) => {
    if (!state.users.has(args.user_id)) throw new SlackRefusal('user_not_found');
    const content = checkedHome(args.view);
    const shown = state.homes.get(args.user_id);
    if (args.hash !== undefined && shown && args.hash !== shown.hash) throw new SlackRefusal('hash_conflict');
    return { view: toSlackView(state, publishHome(state, args.user_id, content)) };
  },
);

export const VIEWS: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
