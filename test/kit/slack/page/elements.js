import { confirmed } from './confirm.js';
import { h } from './dom.js';
import { externalSelect } from './external-select.js';
import { plain, textObject } from './mrkdwn.js';
import { page } from './workspace.js';

/**
 * An interactive element. `surface`: `place` (where it is, for the server), `stateOf(block, action)`, and
 * `chosen({ blockId, element, value, by })`, called when something is chosen; it decides what is sent when. `by` is what
 * brought it about where that is a text, in the words of `trigger_actions_on`.
 */
export function renderElement(element, blockId, surface) {
  const choose = async (value, by) => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    await surface.chosen({ blockId, element, value, by });
  };
  const made = make({ element, blockId, surface, choose, state: surface.stateOf(blockId, element.action_id) ?? {} });
  made.dataset.actionId = element.action_id;
  return made;
}

function make(context) {
  const { element, choose, state } = context;
  switch (element.type) {
    case 'button':
      return button(element, choose);
    case 'overflow':
      return menu(['⋯', ...element.options.map(optionPair)], '', (value) => value && choose(value));
    case 'static_select':
      return select(element, optionsOf(element), { value: state.selected_option?.value, choose });
    case 'users_select':
      return select(element, people(), { value: state.selected_user, choose });
    case 'channels_select':
      return select(element, channels(), { value: state.selected_channel, choose });
    case 'conversations_select':
      return select(element, [...channels(), ...people()], { value: state.selected_conversation, choose });
    case 'external_select':
      return externalSelect(context);
    case 'checkboxes':
      return choices(context, 'checkbox');
    case 'radio_buttons':
      return choices(context, 'radio');
    default:
      return element.type.startsWith('multi_') ? multi(context) : field(context);
  }
}

function button(element, choose) {
  const props = { type: 'button', class: `button ${element.style ?? ''}`, title: element.accessibility_label };
  if (element.url) return h('a', { class: props.class, href: element.url, target: '_blank' }, textObject(element.text));
  return h(
    'button',
    {
      ...props,
      onclick: async ({ currentTarget }) => {
        currentTarget.classList.add('busy');
        await choose(undefined);
        currentTarget.classList.remove('busy');
      },
    },
    textObject(element.text),
  );
}

function select(element, pairs, { value, choose }) {
  const placeholder = element.placeholder?.text ?? 'Select an item';
  return menu([placeholder, ...pairs], value ?? '', (chosen) => choose(chosen || null));
}

function menu([first, ...pairs], value, choose) {
  const options = pairs.map(([id, label]) => h('option', { value: id }, label));
  const made = h(
    'select',
    { class: 'menu', onchange: () => choose(made.value) },
    h('option', { value: '' }, first),
    options,
  );
  made.value = value;
  return made;
}

function multi({ element, choose, state }) {
  const lists = { multi_users_select: people, multi_channels_select: channels, multi_conversations_select: channels };
  const pairs = (lists[element.type] ?? (() => optionsOf(element)))();
  const chosen = new Set(
    [state.selected_options ?? [], Object.values(state)].flat(2).map((each) => each?.value ?? each),
  );
  const made = h(
    'select',
    { class: 'menu', multiple: true, onchange: () => choose([...made.selectedOptions].map((each) => each.value)) },
    pairs.map(([id, label]) => h('option', { value: id, selected: chosen.has(id) }, label)),
  );
  return made;
}

function choices({ element, blockId, choose, state }, type) {
  const chosen = new Set([state.selected_options ?? state.selected_option ?? []].flat().map(({ value }) => value));
  const name = `${blockId}-${element.action_id}`;
  const box = h('div', { class: 'choices' });
  const values = () => [...box.querySelectorAll('input:checked')].map((input) => input.value);
  box.append(
    ...element.options.map((option) =>
      h(
        'label',
        {},
        h('input', {
          ...{ type, name, value: option.value, checked: chosen.has(option.value) },
          onchange: () => choose(type === 'radio' ? values()[0] : values()),
        }),
        h('span', {}, textObject(option.text), option.description && h('small', {}, plain(option.description.text))),
      ),
    ),
  );
  return box;
}

const FIELD_TYPES = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
  number_input: 'text',
  email_text_input: 'text',
  url_text_input: 'text',
  plain_text_input: 'text',
};

const ENTER = 'on_enter_pressed';

function field({ element, blockId, surface, choose, state }) {
  const isLong = element.multiline === true;
  const isText = FIELD_TYPES[element.type] === 'text';
  const made = h(isLong ? 'textarea' : 'input', {
    ...(isLong ? { rows: 3 } : { type: FIELD_TYPES[element.type] ?? 'text' }),
    placeholder: element.placeholder?.text ?? '',
    maxLength: element.max_length,
    oninput: () => choose(read(made, element), isText ? 'on_character_entered' : undefined),
    onkeydown: (event) => {
      if (event.key !== 'Enter' || isLong || !isText || !surface.isTold?.({ blockId, element, by: ENTER })) return;
      event.preventDefault();
      void choose(read(made, element), ENTER);
    },
  });
  made.value = state.value ?? state.selected_date ?? state.selected_time ?? localMoment(state.selected_date_time);
  return made;
}

function read({ value }, { type }) {
  if (value === '') return null;
  return type === 'datetimepicker' ? Math.floor(new Date(value).getTime() / 1000) : value;
}

function localMoment(seconds) {
  if (!seconds) return '';
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function optionsOf(element) {
  return (element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? []).map(optionPair);
}

function optionPair({ value, text }) {
  return [value, text.text];
}

function people() {
  return page.screen.users.filter(({ isBot }) => !isBot).map(({ id, realName }) => [id, realName]);
}

function channels() {
  return page.screen.channels.filter(({ kind }) => kind !== 'im').map(({ id, name }) => [id, `#${name}`]);
}
