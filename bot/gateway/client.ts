import { setTimeout as pause } from 'node:timers/promises';
import { GatewayFailure } from './failure.ts';
import type { TypedDocumentString } from './operations.generated.ts';
import { readResponse } from './response.ts';

/** Whose words the bot carries. */
export interface SlackUser {
  readonly teamId: string;
  readonly userId: string;
}

/** One request from Slack, with the time the gateway has for what it takes. */
export interface GatewaySession {
  /** Under which the gateway logs what it does for this; people see it in errors. */
  readonly requestId: string;
  /** @throws GatewayFailure, which is certain to have changed nothing */
  read<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result>;
  /**
   * Sends a mutation, and sends it again while the line breaks and time is left: with the same input and so the same
   * idempotency key, which makes it one.
   * @throws GatewayFailure
   */
  write<Result, Variables extends Keyed>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
}

interface Keyed {
  readonly input: { readonly idempotencyKey: string };
}

export interface GatewaySettings {
  readonly url: string;
  /** An API token with the scope `act-for-slack`. */
  readonly token: string;
}

/** How long a request may take in milliseconds: of the 3 s in which Slack wants its answer, what is left is for the way there and back. */
export const DEADLINE_MS = 2_000;
const PAUSE_MS = 150;

/** What {@link read} and {@link write} of one request share. */
interface Sending {
  readonly settings: GatewaySettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly deadline: AbortSignal;
}

/** Begins what one request from Slack needs of the gateway; its time runs from here. */
export function openSession(
  settings: GatewaySettings,
  user: SlackUser,
  { requestId, withinMs = DEADLINE_MS }: { requestId: string; withinMs?: number },
): GatewaySession {
  const sending: Sending = {
    settings,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${settings.token}`,
      'x-holdfast-slack-team': user.teamId,
      'x-holdfast-slack-user': user.userId,
      'x-request-id': requestId,
    },
    deadline: AbortSignal.timeout(withinMs),
  };
  return {
    requestId,
    read: (document, variables) => send(sending, document, { variables, writes: false }),
    write: (document, variables) => send(sending, document, { variables, writes: true }),
  };
}

async function send<Result, Variables>(
  sending: Sending,
  document: TypedDocumentString<Result, Variables>,
  { variables, writes }: { variables: Variables; writes: boolean },
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  let mayHaveArrived = false;
  for (;;) {
    if (sending.deadline.aborted) throw noAnswer(sending.deadline.reason, mayHaveArrived);
    try {
      return readResponse(await post(sending, body), { document, writes });
    } catch (error) {
      if (error instanceof GatewayFailure) throw error;
      mayHaveArrived ||= writes && !neverLeft(error);
      await pauseUnless(sending.deadline);
    }
  }
}

async function post({ settings, headers, deadline }: Sending, body: string) {
  const response = await fetch(settings.url, { method: 'POST', headers, body, signal: deadline });
  return { status: response.status, text: await response.text() };
}

/** Waits a little; not beyond the deadline. */
async function pauseUnless(deadline: AbortSignal): Promise<void> {
  await pause(PAUSE_MS, undefined, { signal: deadline }).catch(() => undefined);
}

/** What fails before a connection stands, by the codes of Node and undici. */
const BEFORE_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function neverLeft(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && BEFORE_CONNECTED.has(String(cause.code));
}

function noAnswer(cause: unknown, mayBeDone: boolean): GatewayFailure {
  return new GatewayFailure('The gateway did not answer in time.', { reason: 'NO_ANSWER', mayBeDone, cause });
}
