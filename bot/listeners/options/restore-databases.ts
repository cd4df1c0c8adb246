import type { App } from '@slack/bolt';
import { bytes, counted } from '../../ui/format.ts';
import { parseBlockId, RESTORE } from '../../ui/ids.ts';
import { LIMITS } from '../../ui/limits.ts';
import { option } from '../../ui/modals/inputs.ts';
import type { DatabaseView } from '../../ui/modals/restore-offers.ts';
import { suggestionPayload } from '../payloads.ts';
import { databasesOf } from '../restore-form.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { optionsOrTrouble } from './trouble.ts';

/** The databases of the chosen recovery point whose name holds what is typed. */
export function listenToDatabaseSearch(app: App, parts: BotParts): void {
  app.options(RESTORE.database, async ({ body, ack }) => {
    const { user, team, value, block_id } = suggestionPayload.parse(body);
    const request = beginRequest(parts, { teamId: team.id, userId: user.id }, 'database search');
    const [pointId = ''] = parseBlockId(block_id).of;
    const typed = value.trim().toLowerCase();
    const options = await optionsOrTrouble(request, async () => {
      const databases = (await databasesOf(request.session, pointId)) ?? [];
      const found = databases.filter(({ name }) => name.toLowerCase().includes(typed)).slice(0, LIMITS.options);
      return found.map((database) => option(database.name, database.name, details(database)));
    });
    await ack({ options });
  });
}

function details({ sizeBytes, tableCount }: DatabaseView): string {
  const known = [sizeBytes && bytes(sizeBytes), tableCount !== undefined && counted(tableCount, 'table')];
  return known.filter(Boolean).join(' · ');
}
