import { z } from 'zod';
import { accessory, actionElement, imageElement, inputElement, slackFile, type Element } from './elements.ts';
import { LIMITS } from './limits.ts';
import { anyText, mrkdwn, plainText } from './text.ts';

const blockId = { block_id: z.string().min(1).max(LIMITS.idLength).optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(LIMITS.text).optional(),
    fields: z.array(anyText(LIMITS.field)).min(1).max(LIMITS.fieldsInSection).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'missing required field: text or fields');
const header = z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(LIMITS.header) });
const divider = z.strictObject({ type: z.literal('divider'), ...blockId });
const context = z.strictObject({
  type: z.literal('context'),
  ...blockId,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(LIMITS.text), mrkdwn(LIMITS.text), imageElement]))
    .min(1)
    .max(LIMITS.contextElements),
});
const actions = z.strictObject({
  type: z.literal('actions'),
  ...blockId,
  elements: z.array(actionElement).min(1).max(LIMITS.actionsElements),
});
const image = z.strictObject({
  type: z.literal('image'),
  ...blockId,
  alt_text: z.string().max(LIMITS.altText),
  title: plainText(LIMITS.altText).optional(),
  image_url: z.string().max(LIMITS.imageUrl).optional(),
  slack_file: slackFile.optional(),
});
const input = z.strictObject({
  type: z.literal('input'),
  ...blockId,
  label: plainText(LIMITS.inputLabel),
  hint: plainText(LIMITS.inputLabel).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});
const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...blockId,
  text: z.string().min(1).max(LIMITS.markdown),
});
const richText = z.strictObject({ type: z.literal('rich_text'), ...blockId, elements: z.array(z.json()).min(1) });

/**
 * A block as an app sends it. Slack has more kinds (table, video, card …): add what the product uses. Unknown fields
 * are refused as Slack does.
 */
export const block = z.discriminatedUnion('type', [
  section,
  header,
  divider,
  context,
  actions,
  image,
  input,
  markdown,
  richText,
]);

export type SentBlock = z.infer<typeof block>;
export type InputBlock = Placed<z.infer<typeof input>>;

/** A block as Slack keeps it: it has an id, given or drawn, and so has each element in it. */
export type Block = Placed<SentBlock>;
type Placed<Kind> = Kind & { block_id: string };

/** Where an action can come from. */
export interface PlacedElement {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Element;
}

/** All that can be acted on in these blocks, in the order of the screen. */
export function elementsOf(blocks: readonly Block[]): PlacedElement[] {
  return blocks.flatMap((each) =>
    elementsIn(each).map((element) => ({ blockId: each.block_id, actionId: element.action_id ?? '', element })),
  );
}

/** All that can be acted on in one block. */
export function elementsIn(each: SentBlock): Element[] {
  switch (each.type) {
    case 'section':
      return each.accessory && each.accessory.type !== 'image' ? [each.accessory] : [];
    case 'actions':
      return each.elements;
    case 'input':
      return [each.element];
    default:
      return [];
  }
}
