import type { JsonObject } from '../json.ts';

/** One thing the app asked of Slack, and what came of it. */
export interface ApiCall {
  /** As `chat.postMessage`; `response_url` for a post to a response URL. */
  readonly method: string;
  /** As Slack understood them: what came as JSON text in a form is JSON text here. Without the token. */
  readonly args: JsonObject;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Undefined until it is answered, and for ever when the line was cut. */
  answer: { readonly status: number; readonly body: JsonObject } | undefined;
}
