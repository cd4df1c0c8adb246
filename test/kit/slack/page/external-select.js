import { h } from './dom.js';
import { perform } from './workspace.js';

/** A menu whose options the app suggests while one types. */
export function externalSelect({ element, blockId, surface, choose, state }) {
  const least = element.min_query_length ?? 3;
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    'aria-expanded': 'false',
    autocomplete: 'off',
    placeholder: element.placeholder?.text ?? 'Type to search',
    value: state.selected_option?.text.text ?? '',
  });
  const list = h('ul', { class: 'suggestions', role: 'listbox', hidden: true });
  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
  };

  const look = async () => {
    const typed = input.value;
    if (typed.length < least) return open(false);
    const { place } = surface;
    const options = await perform({ do: 'suggest', place, blockId, actionId: element.action_id, typed });
    if (input.value !== typed) return;
    list.replaceChildren(
      ...(Array.isArray(options) ? options.map(item) : [h('li', { class: 'none' }, 'Nothing to choose from')]),
    );
    if (Array.isArray(options) && options.length === 0) list.append(h('li', { class: 'none' }, 'No results'));
    open(true);
  };

  const item = (option) =>
    h(
      'li',
      {
        role: 'option',
        // Before the input loses the focus, or the list would be gone by the time of the click.
        onmousedown: (event) => {
          event.preventDefault();
          input.value = option.text.text;
          open(false);
          void choose(option.value);
        },
      },
      option.text.text,
      option.description && h('small', {}, option.description.text),
    );

  input.addEventListener('input', () => void look());
  input.addEventListener('focus', () => void look());
  input.addEventListener('blur', () => open(false));
  return h('div', { class: 'combobox' }, input, list);
}
