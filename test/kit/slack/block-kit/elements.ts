import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { choiceOption, confirmDialog, menuOption, optionGroup, plainText } from './text.ts';

const actionId = { action_id: z.string().min(1).max(LIMITS.idLength).optional() };
const confirm = { confirm: confirmDialog.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(LIMITS.placeholder).optional() };
const menu = { ...actionId, ...confirm, ...focus, ...placeholder };
const dispatching = {
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional() })
    .optional(),
};
const typed = { ...actionId, ...focus, ...placeholder, ...dispatching };
const many = { max_selected_items: z.number().int().min(1).optional() };

const options = z.array(menuOption).min(1).max(LIMITS.selectOptions).optional();
const optionGroups = z.array(optionGroup).min(1).max(LIMITS.optionGroups).optional();
const choices = z.array(choiceOption).min(1).max(LIMITS.choiceOptions);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const time = z.string().regex(/^\d{2}:\d{2}$/);
const conversationMenu = {
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z.array(z.enum(['im', 'mpim', 'private', 'public'])).optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
};

export const slackFile = z.strictObject({ id: z.string().optional(), url: z.string().optional() });

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(LIMITS.buttonText),
  ...actionId,
  ...confirm,
  value: z.string().max(LIMITS.buttonValue).optional(),
  url: z.string().max(LIMITS.url).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(LIMITS.buttonText).optional(),
});
export const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().max(LIMITS.imageUrl).optional(),
  slack_file: slackFile.optional(),
  alt_text: z.string().max(LIMITS.altText),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...actionId,
  ...confirm,
  options: z.array(menuOption).min(1).max(LIMITS.overflowOptions),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...actionId,
  ...confirm,
  ...focus,
  options: choices,
  initial_options: choices.optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...actionId,
  ...confirm,
  ...focus,
  options: choices,
  initial_option: choiceOption.optional(),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...menu,
  options,
  option_groups: optionGroups,
  initial_option: menuOption.optional(),
});
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...menu,
  initial_option: menuOption.optional(),
  min_query_length: z.number().int().min(0).optional(),
});
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...menu,
  initial_user: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...menu,
  ...conversationMenu,
  initial_conversation: z.string().optional(),
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...menu,
  response_url_enabled: z.boolean().optional(),
  initial_channel: z.string().optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...menu,
  ...many,
  options,
  option_groups: optionGroups,
  initial_options: z.array(menuOption).optional(),
});
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...menu,
  ...many,
  initial_options: z.array(menuOption).optional(),
  min_query_length: z.number().int().min(0).optional(),
});
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...menu,
  ...many,
  initial_users: z.array(z.string()).optional(),
});
const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...menu,
  ...many,
  ...conversationMenu,
  initial_conversations: z.array(z.string()).optional(),
});
const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...menu,
  ...many,
  initial_channels: z.array(z.string()).optional(),
});
const datePicker = z.strictObject({ type: z.literal('datepicker'), ...menu, initial_date: date.optional() });
const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  ...menu,
  initial_time: time.optional(),
  timezone: z.string().optional(),
});
const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...actionId,
  ...confirm,
  ...focus,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typed,
  initial_value: z.string().max(LIMITS.inputLength).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(LIMITS.inputLength).optional(),
  max_length: z.number().int().min(1).max(LIMITS.inputLength).optional(),
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typed,
  initial_value: z.string().optional(),
});
const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...typed,
  initial_value: z.string().optional(),
});

const selects = [staticSelect, externalSelect, usersSelect, conversationsSelect, channelsSelect] as const;
const multiSelects = [
  multiStaticSelect,
  multiExternalSelect,
  multiUsersSelect,
  multiConversationsSelect,
  multiChannelsSelect,
] as const;
const choosers = [...selects, ...multiSelects, checkboxes, radioButtons, datePicker, timePicker] as const;

/** What may stand to the right of a section. */
export const accessory = z.discriminatedUnion('type', [button, imageElement, overflow, ...choosers]);
/** What may stand in an actions block. */
export const actionElement = z.discriminatedUnion('type', [button, overflow, dateTimePicker, ...choosers]);
/** What may be asked for in an input block. */
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  emailInput,
  urlInput,
  dateTimePicker,
  ...choosers,
]);

/** Anything with an action id that a person can act on. */
export type Element = z.infer<typeof actionElement> | z.infer<typeof inputElement>;
