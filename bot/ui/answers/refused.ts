import { context, section, type SlackMessage } from '../blocks.ts';
import { errorSection } from '../error-text.ts';
import { code, inert } from '../escape.ts';
import type { ErrorView } from '../views.ts';

/** The gateway took the request and said no: in its own words, which name cause, remedy and the role that is needed. */
export function refusedAnswer(error: ErrorView): SlackMessage {
  return { text: `⛔ ${inert(error.message)}`, blocks: [section('⛔ *Nothing was changed*'), errorSection(error)] };
}

/** The same button was pressed before, in another channel. */
export function alreadyAskedAnswer(): SlackMessage {
  const text =
    'This was asked for already, with the same button in another channel. `/backup jobs` shows what came of it.';
  return { text, blocks: [section(text)] };
}

/** A request that Slack's side sent in a form that is not ours: an old message, or one that is not from us. */
export function unreadableAnswer(requestId: string): SlackMessage {
  const text = 'This button is not one that I know any more. Nothing was changed: use `/backup status` instead.';
  return { text, blocks: [section(text), reference(requestId)] };
}

/** The gateway gave no answer within the time that Slack leaves. Success is never claimed, nor denied where it is possible. */
export function noAnswer({ mayBeDone, requestId }: { mayBeDone: boolean; requestId: string }): SlackMessage {
  const text = mayBeDone
    ? '⚠️ *I got no answer in time.* It may still have started: look at `/backup jobs` before you ask again.'
    : '⚠️ *Holdfast does not answer right now.* Nothing was started or changed: ask again in a moment.';
  return { text, blocks: [section(text), reference(requestId)] };
}

/** A bug or a wrong setting: nothing the person can change. */
export function brokenAnswer({ mayBeDone, requestId }: { mayBeDone: boolean; requestId: string }): SlackMessage {
  const done = mayBeDone ? 'Whether it started, `/backup jobs` tells.' : 'Nothing was started or changed.';
  const text = `⚠️ *Something went wrong on our side.* ${done} Whoever runs Holdfast finds the reason in the log by the id below.`;
  return { text, blocks: [section(text), reference(requestId)] };
}

/** The bot's own token does not count. */
export function botRefusedAnswer(requestId: string): SlackMessage {
  const text =
    '⚠️ *Holdfast does not accept its own bot.* Nothing was started or changed. Whoever runs Holdfast: HOLDFAST_BOT_TOKEN must be a valid API token with the scope ACT_FOR_SLACK.';
  return { text, blocks: [section(text), reference(requestId)] };
}

/** Nobody is behind this Slack user yet: how to change that, with a line for the administrator to copy. */
export function unmappedAnswer({ teamId, userId }: { teamId: string; userId: string }): SlackMessage {
  const [team, user] = [slackId(teamId), slackId(userId)];
  const mutation = `mutation { linkSlackUser(input: { principalId: "prn_…", teamId: "${team}", userId: "${user}", idempotencyKey: "link ${team} ${user}" }) { __typename ... on Error { message remedy } } }`;
  return {
    text: '👋 Holdfast does not know you yet. Nothing was changed.',
    blocks: [
      section(
        '👋 *Holdfast does not know you yet*',
        'Everything done here has a name and a role behind it. Nothing was changed.',
        'Send this to an administrator of Holdfast, who puts in your principal:',
      ),
      section(`\`\`\`${mutation}\`\`\``),
    ],
  };
}

function slackId(text: string): string {
  return /^[A-Z0-9]{2,40}$/.test(text) ? text : '?';
}

function reference(requestId: string) {
  return context(`id ${code(requestId)}`);
}
