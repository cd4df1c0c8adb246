import { createHmac, randomUUID } from 'node:crypto';
import type { Signing } from '../faults.ts';
import { parseJsonObject, type JsonObject } from '../json.ts';
import { ACK_WITHIN_MS, type Delivery, type Reply, type Retry, type Transport } from './delivery.ts';

export interface HttpTarget {
  readonly requestUrl: string;
  readonly signingSecret: string;
  /** Faults of the moment. */
  signing(): Signing;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Tells the app by signed requests to its one request URL, as docs.slack.dev "Verifying requests from Slack" has it. */
export function createHttpTransport(target: HttpTarget): Transport {
  return { send: (delivery, retry) => send(target, delivery, retry) };
}

/**
 * Slack's check that the request URL is the app's.
 * @throws Error when the challenge does not come back
 */
export async function verifyRequestUrl(target: HttpTarget): Promise<void> {
  const challenge = randomUUID();
  const body = { kind: 'events_api', body: { type: 'url_verification', token: 'legacy', challenge } } as const;
  const reply = await send(target, body);
  const answer = reply.outcome === 'acknowledged' ? reply.payload['challenge'] : undefined;
  if (answer !== challenge) {
    throw new Error(`${target.requestUrl} did not answer the challenge: ${JSON.stringify(reply)}`);
  }
}

async function send(target: HttpTarget, delivery: Delivery, retry?: Retry): Promise<Reply> {
  const { type, body } = encode(delivery);
  const { ageSeconds = 0, secret = target.signingSecret } = target.signing();
  const timestamp = Math.floor(target.now() / 1_000) - ageSeconds;
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  try {
    const response = await fetch(target.requestUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${signature}`,
        ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
      },
      signal: AbortSignal.timeout(ACK_WITHIN_MS),
    });
    return await replyOf(response);
  } catch (error) {
    return { outcome: isTimeout(error) ? 'operation_timeout' : 'dispatch_failed' };
  }
}

function encode({ kind, body }: Delivery): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(body) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(body) } : textsOf(body);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

function textsOf(body: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  if (!response.ok) {
    const mayRetry = response.headers.get('x-slack-no-retry') !== '1';
    return { outcome: 'http_error', status: response.status, mayRetry };
  }
  if (text === '') return { outcome: 'acknowledged', payload: {} };
  return { outcome: 'acknowledged', payload: parseJsonObject(text) ?? { text } };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
