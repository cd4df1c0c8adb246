import type { JsonObject } from './json.ts';

/**
 * The simulator's Slack says no, in Slack's word for it (`channel_not_found`, `invalid_blocks` …). Over the Web API it
 * becomes `{ ok: false, error: word, ...extra }`.
 */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly word: string;
  readonly extra: JsonObject;

  constructor(word: string, extra: JsonObject = {}) {
    super(`Slack answers ${word}${Object.keys(extra).length > 0 ? ` ${JSON.stringify(extra)}` : ''}`);
    this.word = word;
    this.extra = extra;
  }
}

/** A person tried something that the screen in front of them does not offer: the test is wrong, not the app. */
export class NotOnScreen extends Error {
  override readonly name = 'NotOnScreen';
}

/** @throws NotOnScreen */
export function onScreen<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new NotOnScreen(`there is no ${what}`);
  return found;
}
