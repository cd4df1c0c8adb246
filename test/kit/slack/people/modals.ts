import { z } from 'zod';
import { checkedModal } from '../block-kit/check.ts';
import { complaintAbout } from '../block-kit/input-state.ts';
import { elementsOf, type InputBlock } from '../block-kit/layout.ts';
import type { JsonObject } from '../json.ts';
import { onScreen, SlackRefusal } from '../refusal.ts';
import { userNamed } from '../state/lookup.ts';
import { closeModals, pushModal, toSlackView, updateView, type OpenView } from '../state/views.ts';
import { interaction, type Desk } from './desk.ts';
import { viewOf, type Entered } from './surface.ts';

/** What became of a modal that a person submitted. */
export type Submitted =
  /** Block id → what is said beside it: by Slack's window (the app was not asked) or by the app. */
  | { readonly outcome: 'errors'; readonly by: 'slack' | 'app'; readonly errors: Readonly<Record<string, string>> }
  | { readonly outcome: 'closed' | 'cleared' }
  | { readonly outcome: 'updated' | 'pushed'; readonly viewId: string }
  /** The person reads that it did not work; the modal stays. */
  | { readonly outcome: 'failed'; readonly error: string };

const responseAction = z.union([
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
  z.object({ response_action: z.undefined().optional() }),
]);

export async function submitModal(
  desk: Desk,
  { user: named, viewId, values }: { user: string; viewId: string; values: Entered },
): Promise<Submitted> {
  const { state, tickets } = desk;
  const user = userNamed(state, named);
  const view = viewOf(state, user, viewId);
  enterAll(view, values);
  const complaints = complaintsAbout(view);
  if (Object.keys(complaints).length > 0) return { outcome: 'errors', by: 'slack', errors: complaints };
  const body = {
    ...interaction(desk, user, 'view_submission'),
    trigger_id: tickets.trigger(user.id).id,
    view: toSlackView(state, view),
    response_urls: [],
  };
  const reply = await desk.office.deliver({ kind: 'interactive', body });
  if (reply.outcome !== 'acknowledged') return { outcome: 'failed', error: reply.outcome };
  try {
    return follow(desk, view, reply.payload);
  } catch (error) {
    if (error instanceof SlackRefusal) return { outcome: 'failed', error: error.message };
    throw error;
  }
}

function enterAll(view: OpenView, values: Entered): void {
  const all = elementsOf(view.content.blocks);
  for (const [key, chosen] of Object.entries(values)) {
    const placed = all.find(({ blockId, actionId }) => blockId === key || actionId === key);
    view.entries.enter(onScreen(placed, `input ${key} in ${view.content.callback_id ?? view.id}`), chosen);
  }
}

function inputsOf(view: OpenView): InputBlock[] {
  return view.content.blocks.filter((block): block is InputBlock => block.type === 'input');
}

function complaintsAbout(view: OpenView): Record<string, string> {
  const complaints = inputsOf(view).flatMap((block) => {
    const placed = { blockId: block.block_id, actionId: block.element.action_id ?? '', element: block.element };
    const complaint = complaintAbout(block, view.entries.stateOf(placed));
    return complaint === undefined ? [] : [[block.block_id, complaint]];
  });
  return Object.fromEntries(complaints);
}

/** Does what the acknowledgement says. */
function follow({ state }: Desk, view: OpenView, payload: JsonObject): Submitted {
  const parsed = responseAction.safeParse(payload);
  if (!parsed.success) return { outcome: 'failed', error: 'invalid response_action' };
  const answer = parsed.data;
  switch (answer.response_action) {
    case 'errors':
      return refusedBy(view, answer.errors);
    case 'update':
      updateView(state, view, checkedModal(answer.view));
      return { outcome: 'updated', viewId: view.id };
    case 'push':
      return { outcome: 'pushed', viewId: pushModal(state, view.userId, checkedModal(answer.view)).id };
    case 'clear':
      closeModals(state, view.userId, 'all');
      return { outcome: 'cleared' };
    default:
      closeModals(state, view.userId, 'top');
      return { outcome: 'closed' };
  }
}

/** Slack shows errors only beside inputs that are there. */
function refusedBy(view: OpenView, errors: Record<string, string>): Submitted {
  const blockIds = new Set(inputsOf(view).map((block) => block.block_id));
  const unknown = Object.keys(errors).filter((key) => !blockIds.has(key));
  if (unknown.length > 0)
    return { outcome: 'failed', error: `errors for blocks that are not there: ${unknown.join()}` };
  return { outcome: 'errors', by: 'app', errors };
}

/** A person closes the modal in front with its button, or all of them with the cross. */
export async function closeModal(desk: Desk, named: string, which: 'top' | 'all' = 'top'): Promise<void> {
  const { state } = desk;
  const user = userNamed(state, named);
  const stack = state.modals.get(user.id) ?? [];
  const top = onScreen(stack.at(-1), `modal in front of ${user.name}`);
  const clears = which === 'all' || (top.content.type === 'modal' && top.content.clear_on_close === true);
  const closing = clears ? stack.toReversed() : [top];
  closeModals(state, user.id, clears ? 'all' : 'top');
  for (const view of closing) {
    if (view.content.type !== 'modal' || view.content.notify_on_close !== true) continue;
    const body = { ...interaction(desk, user, 'view_closed'), view: toSlackView(state, view), is_cleared: clears };
    await desk.office.deliver({ kind: 'interactive', body });
  }
}
