import type { App } from '@slack/bolt';
import { unclearItemText } from '../../ui/answers/items.ts';
import { closingModal, loadingModal } from '../../ui/modals/restore.ts';
import { NO_CHOICES, type RestoreChoices } from '../../ui/modals/restore-choices.ts';
import { code } from '../../ui/escape.ts';
import { findItem } from '../find-item.ts';
import { writeMetadata } from '../payloads.ts';
import { fillRestoreForm } from '../restore-form.ts';
import type { SlackRequest } from '../slack-request.ts';
import { troubleAnswer } from '../trouble.ts';
import { slackError } from '../slack-error.ts';

type SlackClient = App['client'];

export interface RestoreRequest extends SlackRequest {
  readonly argument: string;
  readonly channelId: string;
  readonly triggerId: string;
  readonly client: SlackClient;
  /** Tells the person alone, where the modal cannot be shown. */
  readonly tellPrivately: (text: string) => Promise<unknown>;
}

/**
 * `/backup restore [item]`: opens the modal at once, because Slack's trigger lives for 3 s, and then fills it. A command
 * that Slack delivers twice opens it once.
 */
export async function openRestore(request: RestoreRequest): Promise<void> {
  const { client, user, channelId, triggerId, log } = request;
  const opening = client.views.open({ trigger_id: triggerId, view: loadingModal(writeMetadata({ channelId })) });
  const [opened, timeZone] = await Promise.all([
    opening.catch((error: unknown) => notOpened(request, error)),
    timeZoneOf(request, user.userId),
  ]);
  const viewId = opened?.view?.id;
  if (viewId === undefined) return;
  const view = await filled(request, writeMetadata({ channelId, ...(timeZone !== undefined && { timeZone }) }));
  log.info('restore modal opened');
  await client.views.update({ view_id: viewId, view });
}

async function filled(request: RestoreRequest, metadata: string) {
  const { session, argument } = request;
  try {
    return await fillRestoreForm(session, { metadata, ...(await beginning(request, argument)) });
  } catch (error) {
    return closingModal(troubleAnswer(error, request));
  }
}

/** The item that was typed behind the command is chosen already; what is no item is said. */
async function beginning(
  { session }: RestoreRequest,
  typed: string,
): Promise<{ choices: RestoreChoices; note?: string }> {
  if (typed === '') return { choices: NO_CHOICES };
  const found = await findItem(session, typed);
  if (found.kind === 'FOUND') {
    const { id, name } = found.item;
    return { choices: { ...NO_CHOICES, item: { id, label: name } } };
  }
  const { close } = found.unclear;
  const names = close.map((name) => code(name)).join(', ');
  return { choices: NO_CHOICES, note: [unclearItemText(typed, close.length), names].filter(Boolean).join(' ') };
}

async function notOpened({ log, tellPrivately }: RestoreRequest, error: unknown): Promise<undefined> {
  const why = slackError(error);
  if (why === 'exchanged_trigger_id') {
    log.info('the same command again: its modal was opened before');
    return undefined;
  }
  log.error({ error }, 'modal not opened');
  await tellPrivately('⚠️ Slack did not let me open the form in time. Nothing was changed: type the same again.');
  return undefined;
}

/** For the times in menus, which Slack does not translate. Undefined where Slack does not say; they are in UTC then. */
async function timeZoneOf({ client, log }: RestoreRequest, userId: string): Promise<string | undefined> {
  try {
    return (await client.users.info({ user: userId })).user?.tz;
  } catch (error) {
    log.warn({ error: slackError(error) }, 'time zone unknown, UTC is shown');
    return undefined;
  }
}
