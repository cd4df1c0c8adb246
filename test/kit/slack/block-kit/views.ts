import { z } from 'zod';
import { block } from './layout.ts';
import { LIMITS } from './limits.ts';
import { plainText } from './text.ts';

const common = {
  blocks: z.array(block).max(LIMITS.blocksInView),
  private_metadata: z.string().max(LIMITS.privateMetadata).optional(),
  callback_id: z.string().max(LIMITS.idLength).optional(),
  external_id: z.string().max(LIMITS.idLength).optional(),
};

export const modal = z
  .strictObject({
    type: z.literal('modal'),
    ...common,
    title: plainText(LIMITS.viewTitle),
    submit: plainText(LIMITS.viewButton).optional(),
    close: plainText(LIMITS.viewButton).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine(({ blocks, submit }) => submit !== undefined || !blocks.some(({ type }) => type === 'input'), {
    path: ['submit'],
    message: 'missing required field: submit',
  });

export const home = z.strictObject({ type: z.literal('home'), ...common });

export type SentModal = z.infer<typeof modal>;
export type SentHome = z.infer<typeof home>;
