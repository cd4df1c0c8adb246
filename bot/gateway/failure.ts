/**
 * Why the gateway gave no answer to go on with.
 *
 * - `NO_ANSWER`: it could not be reached, or not in time.
 * - `UNMAPPED`: the Slack user is linked to nobody.
 * - `BOT_REFUSED`: the bot's own token does not count, or may not act for Slack users.
 * - `DEFECT`: anything else; a bug of ours or of the gateway.
 */
export type FailureReason = 'NO_ANSWER' | 'UNMAPPED' | 'BOT_REFUSED' | 'DEFECT';

export class GatewayFailure extends Error {
  override readonly name = 'GatewayFailure';
  readonly reason: FailureReason;
  /** Whether what was asked for may have been done all the same. False only where that is certain. */
  readonly mayBeDone: boolean;

  constructor(
    message: string,
    { reason, mayBeDone, cause }: { reason: FailureReason; mayBeDone: boolean; cause?: unknown },
  ) {
    super(message, { cause });
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}
