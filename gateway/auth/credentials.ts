import { HoldfastError } from '@holdfast/db/domain/errors';
import type { Credentials, SlackUser } from '@holdfast/db/services/access/authenticate';

const TEAM_HEADER = 'x-holdfast-slack-team';
const USER_HEADER = 'x-holdfast-slack-user';

/**
 * What a request shows of who sends it: `Authorization: Bearer hf_…`, and for whom it is sent.
 * @throws HoldfastError SLACK_USER_INCOMPLETE when only one of the two Slack headers is there: guessing the other could
 *   act for the wrong person
 */
export function credentialsOf(headers: Headers): Credentials {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '');
  return { token: bearer?.[1], onBehalf: slackUserOf(headers) };
}

function slackUserOf(headers: Headers): SlackUser | undefined {
  const teamId = headers.get(TEAM_HEADER);
  const userId = headers.get(USER_HEADER);
  if (teamId === null && userId === null) return undefined;
  if (teamId && userId) return { teamId, userId };
  throw new HoldfastError({
    code: 'SLACK_USER_INCOMPLETE',
    message: 'The Slack user is named in half.',
    cause: `Of ${TEAM_HEADER} and ${USER_HEADER} only one is set.`,
    remedy: 'Set both, or none of them.',
    retryable: false,
    fault: 'USER',
  });
}
