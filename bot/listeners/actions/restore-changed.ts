import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import { readRestoreChoices } from '../../ui/modals/restore-choices.ts';
import { changedPayload, RESTORE_CHANGES, TYPED_CHANGES } from '../payloads.ts';
import { showRestoreForm } from '../show-restore-form.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { NewestFirst } from './newest-first.ts';

/** So long nothing more is typed before the gateway, and a worker, are asked what would come of it. */
const TYPING_PAUSE_MS = 600;

/**
 * A choice in the restore modal: what depends on it, and what would happen, is shown anew; after what is typed once the
 * writer pauses, and only for the last of it.
 */
export function listenToRestoreChanges(app: App, parts: BotParts): void {
  const renderings = new NewestFirst();
  for (const actionId of RESTORE_CHANGES) {
    app.action(actionId, async ({ body, ack, client }) => {
      await ack();
      const { user, team, view, actions } = changedPayload.parse(body);
      await renderings.run({ of: view.id, at: actions[0]?.action_ts ?? '' }, async (isNewest) => {
        if (TYPED_CHANGES.has(actionId)) await pause(TYPING_PAUSE_MS);
        if (!isNewest()) return;
        const request = beginRequest(parts, { teamId: team.id, userId: user.id }, actionId);
        const form = { metadata: view.private_metadata, choices: readRestoreChoices(view.state.values) };
        const where = { client, modal: { view_id: view.id }, externalId: view.external_id, isNewest };
        const isShown = await showRestoreForm(request, () => Promise.resolve(form), where);
        request.log.info({ isShown }, 'restore modal shown anew');
      });
    });
  }
}
