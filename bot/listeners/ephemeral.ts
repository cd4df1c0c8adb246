import type { RespondArguments } from '@slack/bolt';
import type { SlackMessage } from '../ui/blocks.ts';

/** A message that only who acted sees; what they acted on stays. */
export function ephemeral({ text, blocks }: SlackMessage): RespondArguments {
  return { response_type: 'ephemeral', replace_original: false, text, blocks: [...blocks] };
}
