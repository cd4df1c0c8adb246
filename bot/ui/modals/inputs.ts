import { plainText, type Block, type PlainText } from '../blocks.ts';
import { plain } from '../escape.ts';
import { LIMITS } from '../limits.ts';

/** Our own shapes of what only modals have, as docs.slack.dev/reference gives them. */

export interface Option {
  text: PlainText;
  value: string;
  description?: PlainText;
}

export interface ExternalSelect {
  type: 'external_select';
  action_id: string;
  placeholder: PlainText;
  min_query_length: number;
  initial_option?: Option;
}

export interface RadioButtons {
  type: 'radio_buttons';
  action_id: string;
  options: Option[];
  initial_option: Option;
}

export interface TextInput {
  type: 'plain_text_input';
  action_id: string;
  multiline: boolean;
  max_length: number;
  placeholder: PlainText;
  initial_value?: string;
  dispatch_action_config: { trigger_actions_on: ('on_enter_pressed' | 'on_character_entered')[] };
}

export interface Input {
  type: 'input';
  block_id: string;
  label: PlainText;
  element: ExternalSelect | RadioButtons | TextInput;
  /** What is chosen or typed is told at once, so that what depends on it can be shown. */
  dispatch_action: true;
  hint?: PlainText;
}

export interface ModalView {
  type: 'modal';
  callback_id: string;
  external_id?: string;
  title: PlainText;
  close: PlainText;
  submit?: PlainText;
  private_metadata: string;
  blocks: (Block | Input)[];
}

/** An option of a menu; what is too long is cut, what cannot be seen is made visible. */
export function option(value: string, text: string, description?: string): Option {
  return {
    text: plainText(plain(text, LIMITS.optionText) || '(empty)'),
    value,
    ...(description !== undefined && { description: plainText(plain(description, LIMITS.optionText)) }),
  };
}

interface Typing {
  readonly lines: 'ONE' | 'MANY';
  /** What might be typed. */
  readonly example: string;
  /** What was typed so far. */
  readonly typed: string;
}

/** What a field of one line says of itself. */
export const PRESS_ENTER = 'Press Enter in it to see what would happen.';

/** A field to type into. Of one line it is told when Enter is pressed in it; in several, where Enter begins the next line, as it is typed. */
export function textInput(actionId: string, { lines, example, typed }: Typing): TextInput {
  return {
    type: 'plain_text_input',
    action_id: actionId,
    multiline: lines === 'MANY',
    max_length: LIMITS.inputText,
    placeholder: plainText(example, LIMITS.placeholder),
    ...startingWith(typed),
    dispatch_action_config: { trigger_actions_on: [lines === 'ONE' ? 'on_enter_pressed' : 'on_character_entered'] },
  };
}

/** What a text input starts with. A text that Slack would refuse is left out: what was typed stays in the input all the same. */
function startingWith(text: string): Pick<TextInput, 'initial_value'> {
  return text !== '' && text.length <= LIMITS.inputText ? { initial_value: text } : {};
}

interface InputTexts {
  readonly blockId: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A question of a modal. */
export function input(texts: InputTexts, element: Input['element']): Input {
  return {
    type: 'input',
    block_id: texts.blockId,
    label: plainText(texts.label, LIMITS.label),
    element,
    dispatch_action: true,
    ...(texts.hint !== undefined && { hint: plainText(texts.hint, LIMITS.hint) }),
  };
}

/** A menu whose options are asked for as someone types. */
export function externalSelect(actionId: string, placeholder: string, chosen: Option | undefined): ExternalSelect {
  return {
    type: 'external_select',
    action_id: actionId,
    placeholder: plainText(placeholder, LIMITS.placeholder),
    min_query_length: 0,
    ...(chosen && { initial_option: chosen }),
  };
}

/** One of a few; the first unless another is chosen. */
export function radioButtons(actionId: string, options: readonly [Option, ...Option[]], chosen: string): RadioButtons {
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return { type: 'radio_buttons', action_id: actionId, options: [...options], initial_option: initial };
}
