import type { App } from '@slack/bolt';
import { ListPointsDocument } from '../../gateway/operations.generated.ts';
import { parseBlockId, RESTORE } from '../../ui/ids.ts';
import { LIMITS } from '../../ui/limits.ts';
import { NO_OPTION } from '../../ui/modals/restore-choices.ts';
import { pointOption } from '../../ui/modals/restore-point.ts';
import { readMetadata, suggestionPayload } from '../payloads.ts';
import { pointView } from '../restore-form.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { dayRange } from './day.ts';
import { optionsOrTrouble } from './trouble.ts';

/** The recovery points of the chosen item, newest first; with a day typed those of that day, else those that read as typed. */
export function listenToPointSearch(app: App, parts: BotParts): void {
  app.options(RESTORE.point, async ({ body, ack }) => {
    const { user, team, value, block_id, view } = suggestionPayload.parse(body);
    const request = beginRequest(parts, { teamId: team.id, userId: user.id }, 'recovery point search');
    const { timeZone } = readMetadata(view.private_metadata);
    const { itemId } = parseBlockId(block_id);
    const day = dayRange(value.trim(), timeZone);
    const options = await optionsOrTrouble(request, async () => {
      const filter = { itemId, takenAfter: day?.from, takenBefore: day?.to };
      const { recoveryPoints } = await request.session.read(ListPointsDocument, { filter, first: LIMITS.options });
      return recoveryPoints.nodes.map((point) => pointOption(pointView(point), timeZone));
    });
    const typed = day ? day.asRead : value.trim().toLowerCase();
    await ack({
      options: options.filter(({ text, value: id }) => text.text.toLowerCase().includes(typed) || id === NO_OPTION),
    });
  });
}
