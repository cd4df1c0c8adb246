import type { App } from '@slack/bolt';
import { FindItemsDocument } from '../../gateway/operations.generated.ts';
import { RESTORE } from '../../ui/ids.ts';
import { LIMITS } from '../../ui/limits.ts';
import { option, type Option } from '../../ui/modals/inputs.ts';
import { suggestionPayload } from '../payloads.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { optionsOrTrouble } from './trouble.ts';

const LONGEST_NAME = 200;

/** The items whose name holds what is typed, stopped ones too: what they have stays restorable. */
export function listenToItemSearch(app: App, parts: BotParts): void {
  app.options(RESTORE.item, async ({ body, ack }) => {
    const { user, team, value } = suggestionPayload.parse(body);
    const request = beginRequest(parts, { teamId: team.id, userId: user.id }, 'item search');
    const name = value.trim().slice(0, LONGEST_NAME);
    const options = await optionsOrTrouble(request, async (): Promise<Option[]> => {
      const { protectedItems } = await request.session.read(FindItemsDocument, {
        name: name === '' ? undefined : name,
        first: LIMITS.options,
      });
      return protectedItems.nodes.map((item) => {
        return option(item.id, item.name, item.state === 'STOPPED' ? 'not backed up any more' : undefined);
      });
    });
    await ack({ options });
  });
}
