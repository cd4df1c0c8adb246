import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultPlan } from '../faults.ts';
import type { Json, JsonObject } from '../json.ts';
import { showAnswer } from '../people/answers.ts';
import { SlackRefusal } from '../refusal.ts';
import type { ApiCall } from './calls.ts';
import type { ApiContext, Method } from './method.ts';
import { METHODS } from './methods.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: JsonObject;
}

export interface Answering {
  readonly context: ApiContext;
  readonly faults: FaultPlan;
  readonly calls: ApiCall[];
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly limiter: PostLimiter;
}

/** One message a second and channel, where a workspace is started with that limit. */
export interface PostLimiter {
  /** @returns seconds to wait; 0 when the post may go */
  take(channel: Json | undefined): number;
}

/** @returns undefined when the line is to be cut instead */
export function answerCall(
  answering: Answering,
  { name, args, token }: { name: string; args: JsonObject; token: string | undefined },
): Promise<Answer | undefined> {
  const call = begin(answering, name, args);
  return withFaults(answering, call, () => {
    const method = METHODS.get(name);
    if (!method) return refusal(new SlackRefusal('unknown_method', { req_method: name }));
    try {
      checkToken(method, token, answering.tokens);
      const wait = name === 'chat.postMessage' ? answering.limiter.take(args['channel']) : 0;
      return wait > 0
        ? rateLimited(wait)
        : { status: 200, headers: {}, body: { ok: true, ...method.run(answering.context, args) } };
    } catch (error) {
      if (error instanceof SlackRefusal) return refusal(error);
      throw error;
    }
  });
}

/** A post to a response URL. */
export function answerResponse(
  answering: Answering,
  { id, body }: { id: string; body: JsonObject },
): Promise<Answer | undefined> {
  const call = begin(answering, 'response_url', body);
  return withFaults(answering, call, () => {
    try {
      showAnswer(answering.context.state, answering.context.tickets.useResponse(id), body);
      return { status: 200, headers: {}, body: { ok: true } };
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      const status = error.word.endsWith('_url') ? 404 : 400;
      return { ...refusal(error), status };
    }
  });
}

function begin({ calls, context }: Answering, method: string, args: JsonObject): ApiCall {
  const call: ApiCall = { method, args, at: context.state.now(), answer: undefined };
  calls.push(call);
  return call;
}

async function withFaults({ faults }: Answering, call: ApiCall, work: () => Answer): Promise<Answer | undefined> {
  const fault = faults.take(call.method);
  if (faults.delayMs > 0) await pause(faults.delayMs);
  if (fault?.kind === 'cut before') return undefined;
  const answer = (fault && instead(fault)) ?? work();
  if (fault?.kind === 'cut after') return undefined;
  call.answer = { status: answer.status, body: answer.body };
  return answer;
}

function instead(fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case 'rate limit':
      return rateLimited(fault.seconds);
    case 'status':
      return { status: fault.status, headers: {}, body: { ok: false, error: 'simulated' } };
    case 'refuse':
      return refusal(new SlackRefusal(fault.word));
    default:
      return undefined;
  }
}

function checkToken(method: Method, token: string | undefined, tokens: Answering['tokens']): void {
  if (method.token === 'any') return;
  if (token === undefined || token === '') throw new SlackRefusal('not_authed');
  if (token === tokens[method.token]) return;
  const isOther = Object.values(tokens).includes(token);
  throw new SlackRefusal(isOther ? 'not_allowed_token_type' : 'invalid_auth');
}

function rateLimited(seconds: number): Answer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

function refusal({ word, extra }: SlackRefusal): Answer {
  return { status: 200, headers: {}, body: { ok: false, error: word, ...extra } };
}
