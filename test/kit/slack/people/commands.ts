import type { Reply } from '../delivery/delivery.ts';
import type { JsonObject } from '../json.ts';
import { NotOnScreen, SlackRefusal } from '../refusal.ts';
import { userNamed } from '../state/lookup.ts';
import type { StoredMessage } from '../state/workspace-state.ts';
import { saysSomething, showAnswer } from './answers.ts';
import { channelInPayload, LEGACY_TOKEN, type Desk } from './desk.ts';
import { visibleChannel } from './surface.ts';

export interface CommandRun {
  readonly reply: Reply;
  /** The word that the person reads instead of an answer: `operation_timeout`, `dispatch_failed`, `invalid_blocks` … */
  readonly error: string | undefined;
  readonly triggerId: string;
  readonly responseUrl: string;
  /** What was answered so far by acknowledgement or response URL. */
  readonly answers: () => StoredMessage[];
}

/** A person types a slash command, as `/backup now orders`, into a channel or direct message. */
export async function runCommand(
  desk: Desk,
  { user: named, channel: where, line }: { user: string; channel: string; line: string },
): Promise<CommandRun> {
  const { state, tickets } = desk;
  const user = userNamed(state, named);
  const channel = visibleChannel(state, user, where);
  const [command = '', ...words] = line.split(' ');
  if (!command.startsWith('/')) throw new NotOnScreen(`a command starts with a slash, unlike ${line}`);
  const trigger = tickets.trigger(user.id);
  const ticket = tickets.response({
    userId: user.id,
    channel: channel.id,
    threadTs: undefined,
    messageTs: undefined,
  });
  const responseUrl = desk.responseUrl(ticket.id);
  const { id: channelId, name: channelName } = channelInPayload(channel);
  const body = {
    token: LEGACY_TOKEN,
    team_id: state.teamId,
    team_domain: state.teamDomain,
    channel_id: channelId,
    channel_name: channelName,
    user_id: user.id,
    user_name: user.name,
    command,
    text: words.join(' '),
    api_app_id: state.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger.id,
  };
  const reply = await desk.office.deliver({ kind: 'slash_commands', body });
  const error =
    reply.outcome === 'acknowledged'
      ? shown(reply.payload, (payload) => showAnswer(state, ticket, payload))
      : reply.outcome;
  return {
    reply,
    error,
    triggerId: trigger.id,
    responseUrl,
    answers: () => state.messages.filter((each) => each.responseId === ticket.id && !each.isDeleted),
  };
}

/** @returns the word for what could not be shown */
function shown(payload: JsonObject, show: (payload: JsonObject) => void): string | undefined {
  if (!saysSomething(payload)) return undefined;
  try {
    show(payload);
    return undefined;
  } catch (error) {
    if (error instanceof SlackRefusal) return error.word;
    throw error;
  }
}
