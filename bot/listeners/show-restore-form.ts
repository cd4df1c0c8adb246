import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type { RestorePreviewInput } from '../gateway/operations.generated.ts';
import type { ModalView } from '../ui/modals/inputs.ts';
import { closingModal, restoreModal } from '../ui/modals/restore.ts';
import type { AtTargetView } from '../ui/modals/restore-preview.ts';
import type { ErrorView } from '../ui/views.ts';
import { lookAtTarget } from './look-at-target.ts';
import { fillRestoreForm, type FilledForm, type RestoreForm } from './restore-form.ts';
import { withFailing } from './previewed.ts';
import type { SlackRequest } from './slack-request.ts';
import { troubleAnswer } from './trouble.ts';
import { updateView, type ViewId } from './update-view.ts';

/** How long a look at the target may take before the rest is shown without it. */
const SOON_MS = 700;

export interface WhereShown {
  readonly client: App['client'];
  readonly modal: ViewId;
  /** The name it was opened with: without it a modal that is shown anew could not be found by it again. */
  readonly externalId: string;
  /** Whether no later choice was made meanwhile. */
  readonly isNewest: () => boolean;
}

/**
 * Shows the restore modal for what is chosen so far. What stands at the target only a worker sees: where that takes a
 * while the rest is shown first, and the modal once more when it is known, unless it shows something else by then.
 * Trouble is told in the modal.
 * @returns whether it was shown: the modal may be gone, or a later choice be shown instead
 */
export async function showRestoreForm(
  request: SlackRequest,
  form: () => Promise<RestoreForm>,
  { client, modal, externalId, isNewest }: WhereShown,
): Promise<boolean> {
  const show = async (view: ModalView, of = modal) => {
    return isNewest() ? updateView(client, of, { ...view, external_id: externalId }) : undefined;
  };
  let filled: FilledForm;
  try {
    filled = await fillRestoreForm(request.session, await form());
  } catch (error) {
    return (await show(closingModal(troubleAnswer(error, request)))) !== undefined;
  }
  const { looking, soon } = await lookSoon(request, filled);
  const hash = await show(restoreModal(withTarget(filled, soon)));
  if (hash === undefined) return false;
  if (looking && !soon) {
    const still = { ...modal, ...(hash !== '' && { hash }) };
    await show(restoreModal(withTarget(filled, await looking)), still);
  }
  return true;
}

/** A look at the target, and what it showed if that did not take long. */
async function lookSoon(request: SlackRequest, { input }: Pick<FilledForm, 'input'>) {
  const looking = input && lookAtTarget(request, input);
  return { looking, soon: looking && (await Promise.race([looking, pause(SOON_MS, undefined)])) };
}

/** The restore modal for what is chosen, as an answer to its own submission; undefined where no preview can be shown. */
export async function previewedModal(request: SlackRequest, form: RestoreForm): Promise<ModalView | undefined> {
  const filled = await fillRestoreForm(request.session, form);
  const { soon } = await lookSoon(request, filled);
  return filled.input && restoreModal(withTarget(filled, soon));
}

/** What a restore of this would surely fail of where it lands; undefined where that is not known, or not soon. */
export async function failsAtTarget(request: SlackRequest, input: RestorePreviewInput): Promise<ErrorView | undefined> {
  const { soon } = await lookSoon(request, { input });
  return soon?.kind === 'FAILS' ? soon.error : undefined;
}

function withTarget({ view }: FilledForm, atTarget: AtTargetView | undefined): FilledForm['view'] {
  const { preview } = view;
  if (preview.kind !== 'KNOWN') return view;
  const metadata = atTarget?.kind === 'FAILS' ? withFailing(view.metadata) : view.metadata;
  return { ...view, metadata, preview: { ...preview, atTarget } };
}
