import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { NotOnScreen } from '../refusal.ts';
import type { Element } from './elements.ts';
import type { InputBlock } from './layout.ts';
import type { Option } from './text.ts';

/**
 * What a person enters in one element: typed text, the value of an option, a date `2026-08-21`, a time `14:30`, seconds
 * since 1970 for date and time, an id of a person or channel; a list where several may be chosen; null for nothing.
 */
export type Chosen = string | number | readonly string[] | null;

/** Element state as payloads carry it under `state.values[block_id][action_id]`. */
export type ElementState = JsonObject & { readonly type: string };

interface Field {
  /** Where state holds what was entered. */
  readonly name: string;
  /** Where an element says what it begins with. */
  readonly initial: string;
}

const VALUE: Field = { name: 'value', initial: 'initial_value' };
const OPTION: Field = { name: 'selected_option', initial: 'initial_option' };
const OPTIONS: Field = { name: 'selected_options', initial: 'initial_options' };

/** What has no field has no state: it only tells that it was used. */
const FIELDS: Readonly<Record<Element['type'], Field | undefined>> = {
  button: undefined,
  overflow: undefined,
  plain_text_input: VALUE,
  number_input: VALUE,
  email_text_input: VALUE,
  url_text_input: VALUE,
  radio_buttons: OPTION,
  static_select: OPTION,
  external_select: OPTION,
  checkboxes: OPTIONS,
  multi_static_select: OPTIONS,
  multi_external_select: OPTIONS,
  users_select: { name: 'selected_user', initial: 'initial_user' },
  channels_select: { name: 'selected_channel', initial: 'initial_channel' },
  conversations_select: { name: 'selected_conversation', initial: 'initial_conversation' },
  multi_users_select: { name: 'selected_users', initial: 'initial_users' },
  multi_channels_select: { name: 'selected_channels', initial: 'initial_channels' },
  multi_conversations_select: { name: 'selected_conversations', initial: 'initial_conversations' },
  datepicker: { name: 'selected_date', initial: 'initial_date' },
  timepicker: { name: 'selected_time', initial: 'initial_time' },
  datetimepicker: { name: 'selected_date_time', initial: 'initial_date_time' },
};

/** State of an element nobody touched. Undefined for what has none, as a button. */
export function initialState(element: Element): ElementState | undefined {
  const { type } = element;
  const field = FIELDS[type];
  if (!field) return undefined;
  const begun: unknown = Reflect.get(element, field.initial);
  const nothing = field.name.endsWith('s') ? [] : null;
  return { type, [field.name]: begun === undefined ? nothing : z.json().parse(begun) };
}

/**
 * State of an element after a person chose.
 * @param offered what the app last suggested for it, for selects with an external source
 * @throws NotOnScreen when what was chosen is not there to be chosen
 */
export function chosenState(element: Element, chosen: Chosen, offered: readonly Option[]): ElementState | undefined {
  const { type } = element;
  const field = FIELDS[type];
  if (!field) return undefined;
  const choices = choicesOf(element, offered);
  if (!choices) return { type, [field.name]: chosen === '' ? null : chosen };
  const options = [chosen ?? []].flat().map((value) => optionOf(choices, String(value)));
  return { type, [field.name]: field === OPTIONS ? options : (options[0] ?? null) };
}

function optionOf(choices: readonly Option[], value: string): Option {
  const found = choices.find((choice) => choice.value === value);
  if (found) return found;
  throw new NotOnScreen(`"${value}" is not offered; there is ${choices.map((choice) => choice.value).join(', ')}`);
}

/** The options on the screen; undefined for what is not a choice among options. */
export function choicesOf(element: Element, offered: readonly Option[]): readonly Option[] | undefined {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      return element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? [];
    case 'checkboxes':
    case 'radio_buttons':
    case 'overflow':
      return element.options;
    case 'external_select':
      return [...offered, ...(element.initial_option ? [element.initial_option] : [])];
    case 'multi_external_select':
      return [...offered, ...(element.initial_options ?? [])];
    default:
      return undefined;
  }
}

/** What Slack's own window says beside an input before it asks the app; undefined when it is content. */
export function complaintAbout(block: InputBlock, state: ElementState | undefined): string | undefined {
  const entered = Object.entries(state ?? {}).find(([key]) => key !== 'type')?.[1];
  const isEmpty = entered === undefined || entered === null || entered === '' || isEmptyList(entered);
  if (isEmpty) return block.optional === true ? undefined : 'Please complete this required field.';
  return typeof entered === 'string' ? complaintAboutText(block.element, entered) : undefined;
}

function isEmptyList(entered: unknown): boolean {
  return Array.isArray(entered) && entered.length === 0;
}

function complaintAboutText(element: Element, text: string): string | undefined {
  switch (element.type) {
    case 'plain_text_input':
      if (text.length > (element.max_length ?? Infinity)) return `Must be less than ${element.max_length} characters.`;
      if (text.length < (element.min_length ?? 0)) return `Must be at least ${element.min_length} characters.`;
      return undefined;
    case 'number_input':
      return complaintAboutNumber(element, Number(text));
    case 'email_text_input':
      return /^\S+@\S+$/.test(text) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
}

function complaintAboutNumber(element: Element & { type: 'number_input' }, value: number): string | undefined {
  if (Number.isNaN(value) || (!element.is_decimal_allowed && !Number.isInteger(value))) {
    return 'Please enter a valid number.';
  }
  if (value > Number(element.max_value ?? Infinity)) return `Must be at most ${element.max_value}.`;
  if (value < Number(element.min_value ?? -Infinity)) return `Must be at least ${element.min_value}.`;
  return undefined;
}
