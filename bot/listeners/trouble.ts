import { GatewayFailure } from '../gateway/failure.ts';
import type { SlackMessage } from '../ui/blocks.ts';
import { botRefusedAnswer, brokenAnswer, noAnswer, unmappedAnswer } from '../ui/answers/refused.ts';
import type { SlackRequest } from './slack-request.ts';

/**
 * What a person is told when something went wrong: one of a closed set of texts, with the id under which the log has the
 * rest. Never claims that nothing happened unless that is certain.
 */
export function troubleAnswer(error: unknown, { session, user, log }: SlackRequest): SlackMessage {
  const { requestId } = session;
  if (!(error instanceof GatewayFailure)) {
    log.error({ error }, 'request broke');
    return brokenAnswer({ mayBeDone: true, requestId });
  }
  const { reason, mayBeDone } = error;
  log[reason === 'UNMAPPED' ? 'info' : 'error']({ error, reason, mayBeDone }, 'gateway gave nothing');
  switch (reason) {
    case 'UNMAPPED':
      return unmappedAnswer(user);
    case 'NO_ANSWER':
      return noAnswer({ mayBeDone, requestId });
    case 'BOT_REFUSED':
      return botRefusedAnswer(requestId);
    case 'DEFECT':
      return brokenAnswer({ mayBeDone, requestId });
  }
}

/** Does the work; its answer, or what to tell instead. Never throws. */
export async function answered(request: SlackRequest, work: () => Promise<SlackMessage>): Promise<SlackMessage> {
  const since = performance.now();
  try {
    const answer = await work();
    request.log.info({ ms: Math.round(performance.now() - since) }, 'answered');
    return answer;
  } catch (error) {
    return troubleAnswer(error, request);
  }
}
