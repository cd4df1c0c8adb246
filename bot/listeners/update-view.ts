import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type { ModalView } from '../ui/modals/inputs.ts';
import { isRefusal, slackError } from './slack-error.ts';

/** Which modal: by Slack's id, or by the one that it was opened with. With a hash: only while it still shows what had that hash. */
export type ViewId = ({ readonly view_id: string } | { readonly external_id: string }) & { readonly hash?: string };

const TRIES = 4;
const PAUSE_MS = 400;

/** The modal was closed, or shows something else by now. */
const GONE: ReadonlySet<string | undefined> = new Set(['not_found', 'hash_conflict']);

/**
 * Shows something else in an open modal; sent again a few times while Slack cannot be reached, because what someone looks
 * at would else stay as it is. Showing the same twice is harmless.
 * @returns the hash of what it shows now, empty where Slack does not say; undefined where the modal was not there
 * @throws what the client throws: every other refusal of Slack, or the last of several failures
 */
export async function updateView(client: App['client'], id: ViewId, view: ModalView): Promise<string | undefined> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return (await client.views.update({ ...id, view })).view?.hash ?? '';
    } catch (error) {
      if (GONE.has(slackError(error))) return undefined;
      if (isRefusal(error) || left <= 1) throw error;
      await pause(PAUSE_MS);
    }
  }
}
