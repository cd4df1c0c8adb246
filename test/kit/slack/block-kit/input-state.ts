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

/** State of an element nobody touched. Undefined for what has none, as a button. */
export function initialState(element: Element): ElementState | undefined {
  const { type } = element;
  switch (type) {
    case 'button':
    case 'overflow':
      return undefined;
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: element.initial_options ?? [] };
    case 'radio_buttons':
    case 'static_select':
    case 'external_select':
      return { type, selected_option: element.initial_option ?? null };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'multi_users_select':
      return { type, selected_users: element.initial_users ?? [] };
    case 'multi_channels_select':
      return { type, selected_channels: element.initial_channels ?? [] };
    case 'multi_conversations_select':
      return { type, selected_conversations: element.initial_conversations ?? [] };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    default:
      return { type, value: element.initial_value ?? null };
  }
}

/**
 * State of an element after a person chose.
 * @param offered what the app last suggested for it, for selects with an external source
 * @throws NotOnScreen when what was chosen is not there to be chosen
 */
export function chosenState(element: Element, chosen: Chosen, offered: readonly Option[]): ElementState | undefined {
  const empty = initialState(element);
  if (!empty) return undefined;
  const { type } = empty;
  const field = Object.keys(empty).find((key) => key !== 'type') ?? 'value';
  const choices = choicesOf(element, offered);
  if (!choices) return { type, [field]: chosen === '' ? null : chosen };
  const options = [chosen ?? []].flat().map((value) => optionOf(choices, String(value)));
  return { type, [field]: field === 'selected_options' ? options : (options[0] ?? null) };
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
