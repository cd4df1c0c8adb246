import type { SlackMessage } from '../../ui/blocks.ts';
import type { SlackRequest } from '../slack-request.ts';

/** What someone typed behind `/backup`, ready to be served. */
export interface CommandRequest extends SlackRequest {
  /** What stands behind the subcommand. */
  readonly argument: string;
  readonly channelId: string;
  /** The same for every delivery of this command. */
  readonly idempotencyKey: string;
}

/** Serves a subcommand: gives back what only who typed it reads. @throws GatewayFailure */
export type CommandHandler = (request: CommandRequest) => Promise<SlackMessage>;
