import { READABLE } from './limits.ts';

/** Stands for what was cut. */
export const CUT = '…';

/** The characters by which Slack tells its own sequences (`<!channel>`, `<https://…>`) from text. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What formats a message, and what looks like it and does not. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Slack takes these for a format at the edge of a word alone: inside one, as in HOLDFAST_ROOTS, they stay and can be copied. */
const AT_EDGES = /(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`/gu;

/** Line and paragraph ends. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/gu;

/** What cannot be seen or reorders what can: control characters, halves of a pair, and marks of writing direction. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * A name or path as code: within the backticks nothing is a mention, a link, an emoji or a format, and nothing leads
 * out of them. A line end shows as ⏎, a space at either end as ␣, what cannot be seen as �.
 * @param most the longest result, with backticks and entities; what is over is cut and marked
 */
export function code(text: string, most: number = READABLE.name): string {
  const shown = visible(text.replace(LINE_END, '⏎'))
    .replaceAll('`', 'ˋ')
    .replace(/^\s|\s$/gu, '␣');
  return `\`${escapedUpTo(shown === '' ? '(empty)' : shown, most - 2, ENTITIES)}\``;
}

/** A path as code. */
export function pathCode(path: string): string {
  return code(path, READABLE.path);
}

/**
 * Text of others where formats count, as in the text of a notification: one line in which nothing is a mention, a link
 * or a format.
 */
export function inert(text: string, most: number = READABLE.sentence): string {
  const shown = oneLine(text).replace(AT_EDGES, (mark) => LOOKALIKES[mark] ?? mark);
  return escapedUpTo(shown, most, ENTITIES);
}

/** Text of others for a `plain_text` object, where Slack looks for nothing: only made visible, put on one line and cut. */
export function plain(text: string, most: number = READABLE.sentence): string {
  return escapedUpTo(oneLine(text), most, {});
}

/** Cuts text that is already Slack's to what Slack takes, by whole characters. */
export function cut(text: string, most: number): string {
  return escapedUpTo(text, most, {});
}

function oneLine(text: string): string {
  return visible(text.replace(LINE_END, ' ').replaceAll('\t', ' ')).trim();
}

function visible(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '\u{fffd}');
}

/** Escapes character by character, so that a cut never falls into an entity or a pair. */
function escapedUpTo(text: string, most: number, replacements: Readonly<Record<string, string>>): string {
  let result = '';
  let fitting = '';
  for (const character of text) {
    result += replacements[character] ?? character;
    if (result.length > most) return fitting + CUT;
    if (result.length <= most - CUT.length) fitting = result;
  }
  return result;
}
