import { SUBCOMMANDS, type Subcommand } from '../../ui/answers/help.ts';
import { closest } from '../closest.ts';

export type ParsedCommand =
  | { readonly kind: 'KNOWN'; readonly name: Subcommand; readonly argument: string }
  | { readonly kind: 'UNKNOWN'; readonly word: string; readonly meant: Subcommand | undefined; readonly rest: string };

/** What people type for a subcommand; offered, never acted on. */
const OTHER_WORDS: Readonly<Record<string, Subcommand>> = {
  run: 'now',
  start: 'now',
  backup: 'now',
  create: 'now',
  recover: 'restore',
  list: 'jobs',
  job: 'jobs',
  history: 'jobs',
  state: 'status',
  show: 'status',
  stop: 'cancel',
  abort: 'cancel',
  kill: 'cancel',
  test: 'drill',
  prove: 'drill',
  rehearse: 'drill',
  suspend: 'pause',
  continue: 'resume',
  unpause: 'resume',
};

const NAMES = Object.keys(SUBCOMMANDS);
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Reads what was typed behind `/backup`: a subcommand in upper or lower case and, as one text, what it is about. */
export function parseCommand(text: string): ParsedCommand {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/su.exec(decoded(text).trim()) ?? [];
  const argument = unquoted(rest);
  if (word === '' || word === '?') return { kind: 'KNOWN', name: 'help', argument: '' };
  const name = knownName(word.toLowerCase());
  if (name) return { kind: 'KNOWN', name, argument };
  return { kind: 'UNKNOWN', word, meant: meant(word.toLowerCase()), rest: argument };
}

/** Slack escapes what people type as it escapes messages. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Quotes and backticks around a name are not part of it: no name may hold one. */
function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["'`“”„‘’«»]+|["'`“”„‘’«»]+$/gu, '')
    .trim();
}

function meant(word: string): Subcommand | undefined {
  const begun = word.length >= 2 ? NAMES.find((name) => name.startsWith(word)) : undefined;
  const [close] = closest(word, [...NAMES, ...Object.keys(OTHER_WORDS)], 1);
  const likely = begun ?? close;
  return likely === undefined ? undefined : (OTHER_WORDS[likely] ?? knownName(likely));
}

function knownName(word: string): Subcommand | undefined {
  switch (word) {
    case 'now':
    case 'restore':
    case 'status':
    case 'jobs':
    case 'cancel':
    case 'drill':
    case 'pause':
    case 'resume':
    case 'help':
      return word;
    default:
      return undefined;
  }
}
