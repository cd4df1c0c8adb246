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
  if (view) forgetWhatIsGone(view);
  const back = isNewView ? () => focusFirst(layer) : whereOneIs(layer);
  layer.replaceChildren(...(view ? [dialog(view, stack.length)] : []));
  back();
}

/** Slack keeps what was entered only where its block stays. */
function forgetWhatIsGone(view) {
  const there = new Set(view.blocks.map((block) => `${view.id} ${block.block_id}`));
  for (const key of page.drafts.keys()) if (key.startsWith(`${view.id} `) && !there.has(key)) page.drafts.delete(key);
}

function focusFirst(layer) {
  layer.querySelector('input, textarea, select')?.focus({ preventScroll: true });
}

/** Where someone reads and types in a modal: what goes back there after it was drawn anew. */
function whereOneIs(layer) {
  const top = layer.querySelector('.body')?.scrollTop ?? 0;
  const { activeElement: typed } = document;
  const field = layer.contains(typed) ? typed.closest('[data-action-id]') : null;
  const isText = typed === field && ['INPUT', 'TEXTAREA'].includes(typed?.tagName);
  const { selectionStart, selectionEnd } = isText ? typed : {};
  const blockId = field?.closest('[data-block-id]')?.dataset.blockId;
  return () => {
    const body = layer.querySelector('.body');
    if (body) body.scrollTop = top;
    if (!isText || blockId === undefined) return;
    const again = layer.querySelector(`[data-block-id="${CSS.escape(blockId)}"] [data-action-id]`);
    again?.focus({ preventScroll: true });
    if (selectionStart !== null) again?.setSelectionRange?.(selectionStart, selectionEnd);
  };
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
  /** Whether the app hears of it at once: of text when it wants to, which is after Enter where it does not say. */
  const isTold = ({ blockId, element, by }) => {
    const input = inputs.get(blockId);
    if (!input) return true;
    const wanted = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
    return input.dispatch_action === true && (by === undefined || wanted.includes(by));
  };
  return {
    place,
    errors: page.errors.get(view.id) ?? {},
    stateOf: (blockId, actionId) => draft(view.id, blockId, actionId) ?? view.state.values[blockId]?.[actionId],
    isTold,
    chosen: async ({ blockId, element, value, by }) => {
      if (inputs.has(blockId)) page.drafts.set(`${view.id} ${blockId}`, { element, value });
      if (!isTold({ blockId, element, by })) return;
      const deed = { do: 'click', place, blockId, actionId: element.action_id };
      await inTurn(() =>
        perform({ ...deed, ...(value !== undefined && { chosen: value }), entered: enteredInto(view) }),
      );
    },
  };
}

let last = Promise.resolve();

/** One deed after the other: what is typed later must not arrive earlier. */
function inTurn(deed) {
  last = last.then(deed, deed);
  return last;
}

/** What was entered in the inputs of a view, by block. */
function enteredInto(view) {
  const mine = [...page.drafts].filter(([key]) => key.startsWith(`${view.id} `));
  return Object.fromEntries(mine.map(([key, { value }]) => [key.slice(view.id.length + 1), value]));
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
  const result = await inTurn(() => perform({ do: 'submit', viewId: view.id, values: enteredInto(view) }));
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
