import { LookAtTargetDocument, type RestorePreviewInput } from '../gateway/operations.generated.ts';
import type { AtTargetView } from '../ui/modals/restore-preview.ts';
import type { SlackRequest } from './slack-request.ts';

/** Longer than the gateway waits for a worker. */
const PATIENCE_MS = 8_000;

const NO_ANSWER: AtTargetView = { kind: 'UNKNOWN', why: 'Holdfast did not answer in time.' };

/** Asks what stands where a restore would land. Never throws: the rest of the preview is worth showing without it. */
export async function lookAtTarget(
  { unhurried, log }: SlackRequest,
  input: RestorePreviewInput,
): Promise<AtTargetView> {
  try {
    const { restorePreview } = await unhurried(PATIENCE_MS).read(LookAtTargetDocument, { input });
    // What was possible a moment ago is no more, as when the point has gone: the next choice, or the button, says so.
    if (restorePreview.__typename !== 'RestorePreview') return NO_ANSWER;
    const { known, exists, sessions, notKnownBecause, wouldFailBecause } = restorePreview.atTarget;
    if (wouldFailBecause) return { kind: 'FAILS', error: wouldFailBecause };
    if (known) return { kind: 'SEEN', exists: exists === true, sessions };
    return { kind: 'UNKNOWN', why: [notKnownBecause?.message, notKnownBecause?.remedy].filter(Boolean).join(' ') };
  } catch (error) {
    log.warn({ error }, 'could not look at the target');
    return NO_ANSWER;
  }
}
