import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type { ModalView } from '../ui/modals/inputs.ts';
import { isRefusal, slackError } from './slack-error.ts';

/** Which modal: by Slack's id, or by the one that it was opened with. */
export type ViewId = { readonly view_id: string } | { readonly external_id: string };

const TRIES = 4;
const PAUSE_MS = 400;

/**
 * Shows something else in an open modal; sent again a few times while Slack cannot be reached, because what someone looks
 * at would else stay as it is. Showing the same twice is harmless.
 * @returns whether the modal was there
 * @throws what the client throws: a refusal of Slack but `not_found`, or the last of several failures
 */
export async function updateView(client: App['client'], id: ViewId, view: ModalView): Promise<boolean> {
  for (let left = TRIES; ; left -= 1) {
    try {
      await client.views.update({ ...id, view });
      return true;
    } catch (error) {
      if (slackError(error) === 'not_found') return false;
      if (isRefusal(error) || left <= 1) throw error;
      await pause(PAUSE_MS);
    }
  }
}
