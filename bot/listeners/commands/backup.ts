import type { App } from '@slack/bolt';
import type { Subcommand } from '../../ui/answers/help.ts';
import { unknownCommandAnswer } from '../../ui/answers/help.ts';
import { COMMAND } from '../../ui/ids.ts';
import { commandKey } from '../keys.ts';
import { commandPayload } from '../payloads.ts';
import { beginRequest, type BotParts } from '../slack-request.ts';
import { answered } from '../trouble.ts';
import { ephemeral } from '../ephemeral.ts';
import { cancel } from './cancel.ts';
import { drill } from './drill.ts';
import type { CommandHandler } from './command-request.ts';
import { help } from './help.ts';
import { jobs } from './jobs.ts';
import { now } from './now.ts';
import { parseCommand } from './parse.ts';
import { pause } from './pause.ts';
import { openRestore } from './restore.ts';
import { resume } from './resume.ts';
import { status } from './status.ts';

/** Those that answer in words; `restore` opens a modal instead. */
const HANDLERS: Record<Exclude<Subcommand, 'restore'>, CommandHandler> = {
  now,
  status,
  jobs,
  cancel,
  drill,
  pause,
  resume,
  help,
};

/** `/backup …`: acknowledged with its answer, so that what is acknowledged is true. */
export function listenToBackup(app: App, parts: BotParts): void {
  app.command(COMMAND, async ({ body, ack, client, respond }) => {
    const typed = commandPayload.parse(body);
    const parsed = parseCommand(typed.text);
    const user = { teamId: typed.team_id, userId: typed.user_id };
    const request = beginRequest(parts, user, parsed.kind === 'KNOWN' ? `${COMMAND} ${parsed.name}` : COMMAND);
    if (parsed.kind === 'UNKNOWN') {
      await ack(ephemeral(unknownCommandAnswer(parsed)));
      return;
    }
    const { name, argument } = parsed;
    const asked = { ...request, argument, channelId: typed.channel_id };
    if (name === 'restore') {
      await ack();
      const tellPrivately = (text: string) => respond({ response_type: 'ephemeral', text });
      await openRestore({ ...asked, client, triggerId: typed.trigger_id, tellPrivately });
      return;
    }
    const idempotencyKey = commandKey(typed.team_id, typed.trigger_id);
    await ack(ephemeral(await answered(request, () => HANDLERS[name]({ ...asked, idempotencyKey }))));
  });
}
