import { z } from 'zod';
import { checkedBlocks } from '../block-kit/check.ts';
import type { Block } from '../block-kit/layout.ts';
import { LIMITS } from '../block-kit/limits.ts';
import type { Json, JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import { embedded } from './method.ts';

/** The arguments that say what a message says. */
export const content = {
  text: z.string().optional(),
  blocks: embedded.optional(),
  attachments: embedded.optional(),
  metadata: embedded.optional(),
};

export interface Content {
  readonly text: string | undefined;
  readonly blocks: Block[] | undefined;
  readonly attachments: readonly Json[] | undefined;
  readonly metadata: JsonObject | undefined;
}

type SentContent = z.infer<z.ZodObject<typeof content>>;

/** @throws SlackRefusal `invalid_blocks`, `invalid_attachments`, `metadata_too_large`, `invalid_metadata_format` … */
export function checkedContent(sent: SentContent): Content {
  return {
    text: sent.text,
    blocks: sent.blocks === undefined ? undefined : checkedBlocks(sent.blocks),
    attachments: sent.attachments === undefined ? undefined : checkedAttachments(sent.attachments),
    metadata: sent.metadata === undefined ? undefined : checkedMetadata(sent.metadata),
  };
}

function checkedAttachments(sent: unknown): readonly Json[] {
  const parsed = z.array(z.record(z.string(), z.json())).max(100).safeParse(sent);
  if (!parsed.success) throw new SlackRefusal('invalid_attachments');
  return parsed.data;
}

const metadata = z.strictObject({
  event_type: z.string().regex(/^\w[\w.:-]*$/),
  event_payload: z.record(z.string(), z.json()),
});

/** Nothing at all takes the metadata of a message away. */
function checkedMetadata(sent: unknown): JsonObject {
  const isEmpty = typeof sent === 'object' && sent !== null && Object.keys(sent).length === 0;
  if (isEmpty) return {};
  const parsed = metadata.safeParse(sent);
  if (!parsed.success) throw new SlackRefusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(parsed.data)) > LIMITS.metadataBytes) {
    throw new SlackRefusal('metadata_too_large');
  }
  return parsed.data;
}
