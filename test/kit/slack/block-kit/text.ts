import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** `plain_text` of at most so many characters. */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

/** `mrkdwn` of at most so many characters. */
export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

/** An option of a menu (text is plain) or, with `anyText`, of checkboxes and radio buttons. */
export function option<Schema extends z.ZodType>(text: Schema) {
  return z.strictObject({
    text,
    value: z.string().min(1).max(LIMITS.optionValue),
    description: plainText(LIMITS.optionDescription).optional(),
    url: z.string().max(LIMITS.url).optional(),
  });
}

export const menuOption = option(plainText(LIMITS.optionText));
export const choiceOption = option(anyText(LIMITS.optionText));

export const optionGroup = z.strictObject({
  label: plainText(LIMITS.optionText),
  options: z.array(menuOption).min(1).max(LIMITS.selectOptions),
});

export const confirmDialog = z.strictObject({
  title: plainText(LIMITS.confirmTitle).optional(),
  text: anyText(LIMITS.confirmText),
  confirm: plainText(LIMITS.confirmButton).optional(),
  deny: plainText(LIMITS.confirmButton).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

export type Option = z.infer<typeof choiceOption>;
export type MenuOption = z.infer<typeof menuOption>;
