import { section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { COMMAND } from '../ids.ts';

/** What someone typed that is not the name of one item. */
export interface UnclearItem {
  readonly typed: string;
  /** The names it could stand for, likeliest first. */
  readonly close: readonly string[];
  /** How many more there are that it could stand for. */
  readonly more: number;
}

/** No item has the name that was typed; names that are like it are offered as commands to send. */
export function unclearItemAnswer({ typed, close, more }: UnclearItem, subcommand: string): SlackMessage {
  const headline = unclearItemText(typed, close.length);
  const lines = close.map((name) => `• ${code(`${COMMAND} ${subcommand} ${name}`, 200)}`);
  const rest = more > 0 ? `… and ${more} more; type more of the name.` : undefined;
  const where = close.length === 0 ? `${code(`${COMMAND} status`)} shows which there are.` : undefined;
  return { text: headline, blocks: [section(headline, ...lines, rest, where)] };
}

/** The first line of it. */
export function unclearItemText(typed: string, closeNames: number): string {
  const nothing = `No item is called ${code(typed)}.`;
  if (closeNames === 0) return `${nothing} Nothing was changed.`;
  return closeNames === 1 ? `${nothing} Did you mean this one?` : `${nothing} Did you mean one of these?`;
}
