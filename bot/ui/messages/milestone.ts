import { context, type SlackMessage } from '../blocks.ts';
import { inert } from '../escape.ts';
import { instant } from '../format.ts';

/** A step of a job, posted once into the thread of its message. */
export function milestoneMessage({ message, at }: { readonly message: string; readonly at: string }): SlackMessage {
  const text = inert(message);
  return { text, blocks: [context(instant(at), text)] };
}
