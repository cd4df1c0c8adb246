import type { App } from '@slack/bolt';
import { unclearItemText } from '../../ui/answers/items.ts';
import { loadingModal } from '../../ui/modals/restore.ts';
import { NO_CHOICES, type RestoreChoices } from '../../ui/modals/restore-choices.ts';
import { code } from '../../ui/escape.ts';
import { LIMITS } from '../../ui/limits.ts';
import { findItem } from '../find-item.ts';
import { writeMetadata } from '../payloads.ts';
import { showRestoreForm } from '../show-restore-form.ts';
import type { SlackRequest } from '../slack-request.ts';
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
 * that Slack delivers twice opens it once. It is found again by an id of ours, so that it is filled also when Slack's
 * answer to its opening was lost.
 */
export async function openRestore(request: RestoreRequest): Promise<void> {
  const { client, user, channelId, log } = request;
  const [opened, timeZone] = await Promise.all([open(request), timeZoneOf(request, user.userId)]);
  if (opened === 'BEFORE') {
    log.info('the same command again: its modal was opened before');
    return;
  }
  const metadata = writeMetadata({ channelId, ...(timeZone !== undefined && { timeZone }) });
  const form = async () => ({ metadata, ...(await beginning(request)) });
  const name = externalId(request);
  const where = { client, modal: { external_id: name }, externalId: name, isNewest: () => true };
  if (await showRestoreForm(request, form, where)) {
    log.info('restore modal opened');
    return;
  }
  log.error({ opened }, 'restore modal not opened');
  await request.tellPrivately('⚠️ Slack did not let me open the form. Nothing was changed: type the same again.');
}

/** `UNKNOWN` when Slack did not answer or refused: whether the modal is there shows when it is filled. */
async function open({ client, channelId, triggerId, log }: RestoreRequest): Promise<'NOW' | 'BEFORE' | 'UNKNOWN'> {
  try {
    const view = { ...loadingModal(writeMetadata({ channelId })), external_id: externalId({ triggerId }) };
    await client.views.open({ trigger_id: triggerId, view });
    return 'NOW';
  } catch (error) {
    if (slackError(error) === 'exchanged_trigger_id') return 'BEFORE';
    log.warn({ error: slackError(error) }, 'no answer to the opening of a modal');
    return 'UNKNOWN';
  }
}

function externalId({ triggerId }: Pick<RestoreRequest, 'triggerId'>): string {
  return `restore:${triggerId}`.slice(0, LIMITS.externalId);
}

/** The item that was typed behind the command is chosen already; what is no item is said. */
async function beginning({
  session,
  argument: typed,
}: RestoreRequest): Promise<{ choices: RestoreChoices; note?: string }> {
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

/** For the times in menus, which Slack does not translate. Undefined where Slack does not say; they are in UTC then. */
async function timeZoneOf({ client, log }: RestoreRequest, userId: string): Promise<string | undefined> {
  try {
    return (await client.users.info({ user: userId })).user?.tz;
  } catch (error) {
    log.warn({ error: slackError(error) }, 'time zone unknown, UTC is shown');
    return undefined;
  }
}
