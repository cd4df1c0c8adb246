import { section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import { COMMAND } from '../ids.ts';

/** Every subcommand: how it is typed, and what it does. */
export const SUBCOMMANDS = {
  now: { usage: 'now <item>', does: 'back an item up now' },
  restore: { usage: 'restore [item]', does: 'choose a recovery point and restore it' },
  status: { usage: 'status [item]', does: 'how things stand' },
  jobs: { usage: 'jobs [item]', does: 'the latest jobs' },
  cancel: { usage: 'cancel <job or item>', does: 'stop a job; what it began is taken back' },
  drill: { usage: 'drill <item>', does: 'restore its newest point for real to a scratch target, and look at it' },
  pause: { usage: 'pause <item>', does: 'back it up no more; all its recovery points stay' },
  resume: { usage: 'resume <item>', does: 'back it up again' },
  help: { usage: 'help', does: 'this' },
} as const;
export type Subcommand = keyof typeof SUBCOMMANDS;

/** What `/backup` can do. */
export function helpAnswer(): SlackMessage {
  return {
    text: `What ${COMMAND} can do`,
    blocks: [section(`*What \`${COMMAND}\` can do*`, ...usageLines())],
  };
}

/** Something was typed that is no subcommand. */
export function unknownCommandAnswer(unknown: {
  word: string;
  meant: Subcommand | undefined;
  rest: string;
}): SlackMessage {
  const typed = code(unknown.word, 60);
  const text = `I do not know ${typed}.`;
  return { text, blocks: [section(text, suggestion(unknown)), section(...usageLines())] };
}

function suggestion({ word, meant, rest }: { word: string; meant: Subcommand | undefined; rest: string }): string {
  if (meant !== undefined) return `Did you mean ${code([COMMAND, meant, rest].filter(Boolean).join(' '))}?`;
  return `To back up an item of this name: ${code([COMMAND, 'now', word, rest].filter(Boolean).join(' '))}`;
}

/** A subcommand was typed without what it is about. */
export function missingArgumentAnswer(subcommand: Subcommand): SlackMessage {
  const { usage, does } = SUBCOMMANDS[subcommand];
  const text = `\`${COMMAND} ${escaped(usage)}\`: ${does}. ${subcommand === 'cancel' ? 'Which job, or of which item?' : 'Of which item?'}`;
  return { text, blocks: [section(text)] };
}

function usageLines(): string[] {
  return Object.values(SUBCOMMANDS).map(({ usage, does }) => `\`${COMMAND} ${escaped(usage)}\` · ${does}`);
}

function escaped(usage: string): string {
  return usage.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
