import type { App } from '@slack/bolt';
import { GatewayFailure } from '../../gateway/failure.ts';
import { jobView } from '../../gateway/job-view.ts';
import { RequestRestoreDocument } from '../../gateway/operations.generated.ts';
import { RESTORE } from '../../ui/ids.ts';
import { closingModal, restoreStartedModal } from '../../ui/modals/restore.ts';
import { readRestoreChoices, type RestoreChoices } from '../../ui/modals/restore-choices.ts';
import { noAnswerError, refusedErrors, wouldFailErrors, type ViewErrors } from '../../ui/modals/restore-errors.ts';
import type { ModalView } from '../../ui/modals/inputs.ts';
import { modalKey } from '../keys.ts';
import { readMetadata, submittedPayload } from '../payloads.ts';
import { mayGoOn, wasPreviewed } from '../previewed.ts';
import { previewInput } from '../restore-form.ts';
import { failsAtTarget, previewedModal } from '../show-restore-form.ts';
import { beginRequest, type BotParts, type SlackRequest } from '../slack-request.ts';
import { troubleAnswer } from '../trouble.ts';

/** What becomes of the modal: it shows what came of it, or what is wrong beside the question it is about. */
type Outcome =
  | { readonly response_action: 'update'; readonly view: ModalView }
  | { readonly response_action: 'errors'; readonly errors: ViewErrors };

/** The restore modal was submitted: acknowledged once the gateway has durably taken it. */
export function listenToRestoreSubmitted(app: App, parts: BotParts): void {
  app.view(RESTORE.view, async ({ body, ack }) => {
    const { user, team, view } = submittedPayload.parse(body);
    const request = beginRequest(parts, { teamId: team.id, userId: user.id }, 'restore submitted');
    const submitted = {
      choices: readRestoreChoices(view.state.values),
      shown: Object.keys(view.state.values),
      metadata: view.private_metadata,
      externalId: view.external_id,
      idempotencyKey: modalKey(view.root_view_id, 'restore'),
    };
    await ack(await outcomeOf(request, submitted));
  });
}

interface SubmittedRestore {
  readonly choices: RestoreChoices;
  /** The ids of the blocks that ask something. */
  readonly shown: readonly string[];
  readonly metadata: string;
  readonly externalId: string;
  readonly idempotencyKey: string;
}

async function outcomeOf(request: SlackRequest, submitted: SubmittedRestore): Promise<Outcome> {
  try {
    return (
      (await shownFirst(request, submitted)) ??
      (await failing(request, submitted)) ??
      (await requested(request, submitted))
    );
  } catch (error) {
    const trouble = troubleAnswer(error, request);
    if (error instanceof GatewayFailure && error.reason === 'NO_ANSWER') {
      return { response_action: 'errors', errors: noAnswerError(error) };
    }
    return { response_action: 'update', view: closingModal(trouble) };
  }
}

const CHANGED = '⚠️ What you typed is not what the preview was of. It is now: look at it, and press the button again.';

/**
 * What would be replaced is shown before it is: text that was typed after the last choice is in no preview yet. What
 * cannot be previewed is refused by the request itself, beside its question.
 */
async function shownFirst(request: SlackRequest, submitted: SubmittedRestore): Promise<Outcome | undefined> {
  const { choices, metadata, externalId } = submitted;
  if (choices.conflict !== 'REPLACE' || wasPreviewed(metadata, previewInput(choices))) return undefined;
  const view = await previewedModal(request, { choices, metadata, note: CHANGED });
  return view && { response_action: 'update', view: { ...view, external_id: externalId } };
}

/** What would surely fail is not begun: looked at again where the preview said so, since it may be mended by now, or where none was shown. */
async function failing(request: SlackRequest, submitted: SubmittedRestore): Promise<Outcome | undefined> {
  const input = previewInput(submitted.choices);
  if (mayGoOn(submitted.metadata, input)) return undefined;
  const error = await failsAtTarget(request, input);
  return error && { response_action: 'errors', errors: wouldFailErrors(submitted, error) };
}

async function requested({ session, user, log }: SlackRequest, submitted: SubmittedRestore): Promise<Outcome> {
  const { choices, idempotencyKey } = submitted;
  const { channelId } = readMetadata(submitted.metadata);
  const input = {
    ...previewInput(choices),
    announce: { teamId: user.teamId, channelId },
    idempotencyKey,
  };
  const { requestRestore } = await session.write(RequestRestoreDocument, { input });
  log.info({ outcome: requestRestore.__typename }, 'restore asked for');
  if (requestRestore.__typename === 'RequestRestorePayload') {
    return { response_action: 'update', view: restoreStartedModal(jobView(requestRestore.job)) };
  }
  return { response_action: 'errors', errors: refusedErrors(submitted, requestRestore) };
}
