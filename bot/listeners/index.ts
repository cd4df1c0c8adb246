import type { App } from '@slack/bolt';
import { listenToButtons } from './actions/buttons.ts';
import { listenToRestoreChanges } from './actions/restore-changed.ts';
import { listenToBackup } from './commands/backup.ts';
import { listenToDatabaseSearch } from './options/restore-databases.ts';
import { listenToItemSearch } from './options/restore-items.ts';
import { listenToPointSearch } from './options/restore-points.ts';
import type { BotParts } from './slack-request.ts';
import { listenToRestoreSubmitted } from './views/restore-submitted.ts';

/** Everything the bot listens to; a test compares it with manifest.json. */
export function listen(app: App, parts: BotParts): void {
  listenToBackup(app, parts);
  listenToButtons(app, parts);
  listenToRestoreChanges(app, parts);
  listenToItemSearch(app, parts);
  listenToPointSearch(app, parts);
  listenToDatabaseSearch(app, parts);
  listenToRestoreSubmitted(app, parts);
}
