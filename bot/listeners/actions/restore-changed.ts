import type { App } from '@slack/bolt';
import { closingModal } from '../../ui/modals/restore.ts';
import { readRestoreChoices } from '../../ui/modals/restore-choices.ts';
import { changedPayload, RESTORE_CHANGES } from '../payloads.ts';
import { fillRestoreForm } from '../restore-form.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { troubleAnswer } from '../trouble.ts';
import { updateView } from '../update-view.ts';
import { NewestFirst } from './newest-first.ts';

/** A choice in the restore modal: what depends on it, and what would happen, is shown anew. */
export function listenToRestoreChanges(app: App, parts: BotParts): void {
  const renderings = new NewestFirst();
  for (const actionId of RESTORE_CHANGES) {
    app.action(actionId, async ({ body, ack, client }) => {
      await ack();
      const { user, team, view, actions } = changedPayload.parse(body);
      const request = beginRequest(parts, { teamId: team.id, userId: user.id }, actionId);
      await renderings.run({ of: view.id, at: actions[0]?.action_ts ?? '' }, async (isNewest) => {
        const choices = readRestoreChoices(view.state.values);
        const form = { metadata: view.private_metadata, choices };
        const filled = await fillRestoreForm(request.session, form).catch((error: unknown) =>
          closingModal(troubleAnswer(error, request)),
        );
        if (!isNewest()) return;
        const isThere = await updateView(client, { view_id: view.id }, filled);
        request.log.info({ isThere }, 'restore modal shown anew');
      });
    });
  }
}
