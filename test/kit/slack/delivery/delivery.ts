import type { JsonObject } from '../json.ts';

/** What Slack tells an app, in the names of Socket Mode. */
export interface Delivery {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly body: JsonObject;
}

export interface Retry {
  /** From 1. */
  readonly num: number;
  readonly reason: string;
}

/** What came back for one delivery. */
export type Reply =
  | { readonly outcome: 'acknowledged'; readonly payload: JsonObject }
  /** Nothing within 3 seconds. */
  | { readonly outcome: 'operation_timeout' }
  /** There was nobody to tell, or the line broke. */
  | { readonly outcome: 'dispatch_failed' }
  | { readonly outcome: 'http_error'; readonly status: number; readonly mayRetry: boolean };

/** Takes deliveries to the app. */
export interface Transport {
  send(delivery: Delivery, retry?: Retry): Promise<Reply>;
}

/** Slack waits this long for an acknowledgement. */
export const ACK_WITHIN_MS = 3_000;
