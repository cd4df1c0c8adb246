import type { SlackMessage } from '../../ui/blocks.ts';
import { alreadyAskedAnswer, refusedAnswer } from '../../ui/answers/refused.ts';
import type { ErrorView } from '../../ui/views.ts';
import type { SlackRequest } from '../slack-request.ts';

/** A button that someone pressed, ready to be served. */
export interface Press extends SlackRequest {
  /** What it is about. */
  readonly id: string;
  readonly channelId: string;
  /** The same for every press in one rendering of the message. */
  readonly idempotencyKey: string;
}

/** Serves a press: gives back what to tell who pressed, nothing where all went well. @throws GatewayFailure */
export type PressHandler = (press: Press) => Promise<SlackMessage | undefined>;

/** What to tell of a refusal. A key of a button that comes with another input was pressed in another channel. */
export function refusedPress(error: ErrorView & { readonly __typename: string }): SlackMessage {
  return error.__typename === 'IdempotencyMismatch' ? alreadyAskedAnswer() : refusedAnswer(error);
}
