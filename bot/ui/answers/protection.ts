import { section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { instant } from '../format.ts';
import { COMMAND } from '../ids.ts';

/** Backups of an item were stopped; nothing of what there is goes. */
export function pausedAnswer(itemName: string): SlackMessage {
  const headline = `⏸️ *${code(itemName)} is not backed up any more*`;
  return {
    text: `Backups of ${code(itemName)} are stopped`,
    blocks: [
      section(
        headline,
        'All its recovery points stay, and can be restored. A backup that runs goes on to its end.',
        `To go on: ${code(`${COMMAND} resume ${itemName}`)}`,
      ),
    ],
  };
}

/** An item is backed up again. */
export function resumedAnswer(itemName: string, nextRunAt: string | undefined): SlackMessage {
  const next =
    nextRunAt === undefined
      ? `Its policy has no schedule: ${code(`${COMMAND} now ${itemName}`)} backs it up.`
      : `Next backup: ${instant(nextRunAt)}`;
  return {
    text: `${code(itemName)} is protected again`,
    blocks: [section(`▶️ *${code(itemName)} is protected again*`, next)],
  };
}
