import type { App } from '@slack/bolt';
import { ACTION, parseButtonValue, type ButtonActionId } from '../../ui/ids.ts';
import type { SlackMessage } from '../../ui/blocks.ts';
import { unreadableAnswer } from '../../ui/answers/refused.ts';
import { ephemeral } from '../ephemeral.ts';
import { buttonKey } from '../keys.ts';
import { buttonPayload } from '../payloads.ts';
import { beginRequest, type BotParts, type SlackRequest } from '../slack-request.ts';
import { troubleAnswer } from '../trouble.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import { cancelJob } from './cancel-job.ts';
import { dismissSuspicion } from './dismiss-suspicion.ts';
import type { Press, PressHandler } from './press.ts';
import { retryJob } from './retry-job.ts';

const HANDLERS: Record<ButtonActionId, PressHandler> = {
  [ACTION.cancelJob]: cancelJob,
  [ACTION.retryJob]: retryJob,
  [ACTION.acknowledgeAlert]: acknowledgeAlert,
  [ACTION.dismissSuspicion]: dismissSuspicion,
  [ACTION.retryFromAlert]: retryJob,
  [ACTION.cancelFromAlert]: cancelJob,
};

/** The buttons of messages: what a press brings shows in the message itself; only trouble is told, and to who pressed alone. */
export function listenToButtons(app: App, parts: BotParts): void {
  for (const actionId of Object.values(ACTION)) {
    app.action(actionId, async ({ body, ack, respond }) => {
      const payload = buttonPayload.parse(body);
      const user = { teamId: payload.team.id, userId: payload.user.id };
      const request = beginRequest(parts, user, actionId);
      const value = payload.actions[0]?.value ?? '';
      const trouble = await pressed(request, { actionId, value, channelId: payload.channel.id });
      await ack();
      if (trouble) await respond(ephemeral(trouble));
    });
  }
}

async function pressed(
  request: SlackRequest,
  { actionId, value, channelId }: { actionId: ButtonActionId; value: string; channelId: string },
): Promise<SlackMessage | undefined> {
  const parsed = parseButtonValue(value);
  if (!parsed) {
    request.log.warn('a button with a value that is not ours');
    return unreadableAnswer(request.session.requestId);
  }
  const press: Press = { ...request, id: parsed.id, channelId, idempotencyKey: buttonKey(actionId, value) };
  try {
    const trouble = await HANDLERS[actionId](press);
    request.log.info({ id: parsed.id, refused: trouble !== undefined }, 'button served');
    return trouble;
  } catch (error) {
    return troubleAnswer(error, request);
  }
}
