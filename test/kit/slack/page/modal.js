import { renderBlocks } from './blocks.js';
import { avatar, byId, h } from './dom.js';
import { plain } from './mrkdwn.js';
import { appUser, page, perform, show } from './workspace.js';

let shown = '';

/** The modal in front. It is drawn anew only when it changed, so that nobody loses the place where they type. */
export function renderModal() {
  const layer = byId('modal-layer');
  const stack = page.screen.modals;
  const view = stack.at(-1);
  layer.hidden = !view;
  const now = view ? `${view.id} ${view.hash} ${stack.length} ${JSON.stringify(page.errors.get(view.id) ?? {})}` : '';
  if (now === shown) return;
  const isNewView = !shown.startsWith(`${view?.id} `);
  shown = now;
  layer.replaceChildren(...(view ? [dialog(view, stack.length)] : []));
  if (isNewView) layer.querySelector('input, textarea, select')?.focus({ preventScroll: true });
}

function dialog(view, depth) {
  const send = h('button', { class: 'button primary', type: 'submit' }, plain(view.submit?.text ?? ''));
  return h(
    'form',
    {
      class: `dialog ${depth > 1 ? 'stacked' : ''}`,
      role: 'dialog',
      'aria-label': view.title.text,
      'data-view-id': view.id,
      noValidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void submit(view, send);
      },
    },
    h(
      'header',
      {},
      avatar(appUser(), 'small'),
      h('h2', {}, plain(view.title.text)),
      depth > 1 && h('span', { class: 'depth' }, `${depth} of 3`),
      h('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onclick: () => close('all') }, '✕'),
    ),
    h('div', { class: 'body' }, failure(view), renderBlocks(view.blocks, surfaceOf(view))),
    h(
      'footer',
      {},
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => close('top') },
        plain(view.close?.text ?? (depth > 1 ? 'Back' : 'Cancel')),
      ),
      view.submit && send,
    ),
  );
}

function failure(view) {
  const text = page.errors.get(view.id)?.[''];
  return text && h('p', { class: 'failure', role: 'alert' }, text);
}

function surfaceOf(view) {
  const place = { viewId: view.id };
  const inputs = new Map(view.blocks.filter(({ type }) => type === 'input').map((block) => [block.block_id, block]));
  return {
    place,
    errors: page.errors.get(view.id) ?? {},
    stateOf: (blockId, actionId) => draft(view.id, blockId, actionId) ?? view.state.values[blockId]?.[actionId],
    chosen: async ({ blockId, element, value }) => {
      const input = inputs.get(blockId);
      if (input) page.drafts.set(`${view.id} ${blockId}`, { element, value });
      if (input && !input.dispatch_action) return;
      const deed = { do: 'click', place, blockId, actionId: element.action_id };
      await perform(value === undefined ? deed : { ...deed, chosen: value });
    },
  };
}

/** What was entered and not yet sent, in the shape of element state: the view may be drawn anew before it is sent. */
function draft(viewId, blockId) {
  const entered = page.drafts.get(`${viewId} ${blockId}`);
  if (!entered) return undefined;
  const { element, value } = entered;
  const options = [value ?? []].flat().map((each) => ({ value: each, text: { text: label(element, each) } }));
  return {
    ...{ value, selected_date: value, selected_time: value, selected_date_time: value, selected_user: value },
    ...{
      selected_channel: value,
      selected_conversation: value,
      selected_option: options[0],
      selected_options: options,
    },
  };
}

function label(element, value) {
  const listed = element.options?.find((option) => option.value === value);
  const typed = document.querySelector(`[data-action-id="${CSS.escape(element.action_id)}"] input`);
  return listed?.text.text ?? typed?.value ?? String(value);
}

async function submit(view, button) {
  button.disabled = true;
  const mine = [...page.drafts].filter(([key]) => key.startsWith(`${view.id} `));
  const blocks = new Set(view.blocks.map((block) => block.block_id));
  const values = mine
    .map(([key, { value }]) => [key.slice(view.id.length + 1), value])
    .filter(([id]) => blocks.has(id));
  const result = await perform({ do: 'submit', viewId: view.id, values: Object.fromEntries(values) });
  button.disabled = false;
  const problem = result.outcome === 'failed' || !result.outcome;
  if (result.outcome === 'errors') page.errors.set(view.id, result.errors);
  else if (problem) page.errors.set(view.id, { '': `We had some trouble connecting. Try again? (${result.error})` });
  else page.errors.delete(view.id);
  show();
}

function close(which) {
  void perform({ do: 'close', which });
}
