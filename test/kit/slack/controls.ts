import type { ApiServer } from './api/server.ts';
import type { Reply } from './delivery/delivery.ts';
import type { PostOffice } from './delivery/post-office.ts';
import type { SocketHub } from './delivery/socket-mode.ts';
import type { FaultPlan, MethodName, Signing } from './faults.ts';

/** What a test can make go wrong. Faults with `times` are used up; the others last until `clear`. */
export interface FaultControls {
  /** The next calls are answered 429 with `Retry-After: seconds` and do nothing. */
  rateLimit(method: MethodName, seconds: number, times: number): void;
  /** The next calls are answered with this HTTP status and do nothing. */
  respond(status: number, times: number, method?: MethodName): void;
  /** The next calls are refused in Slack's words, as `internal_error`, and do nothing. */
  refuse(method: MethodName, word: string, times: number): void;
  /** The next calls do their work; the line is cut before the answer. */
  acceptThenCut(method: MethodName, times: number): void;
  /** The next calls do nothing; the line is cut. */
  cutBefore(method: MethodName, times: number): void;
  /** Slack is gone: sockets break, connections are refused, nothing is delivered; until false. */
  outage(on: boolean): Promise<void>;
  /** Each call is answered so much later. */
  slow(ms: number): void;
  /** Each delivery (command, interaction, event) arrives so many times at once. */
  duplicate(times: number): void;
  /** Delivers the last ones again as they were: same trigger, same event id. */
  replay(last: number): Promise<readonly Reply[]>;
  /** Breaks all sockets without a word. */
  cutSockets(): void;
  /** Tells all sockets to come again, as Slack does every few hours. */
  refreshSockets(): void;
  /** Deliveries over HTTP are signed late or with another secret. */
  sign(wrongly: Signing): void;
  /** Ends all of it but an outage. */
  clear(): void;
}

export interface FaultTools {
  readonly plan: FaultPlan;
  readonly server: ApiServer;
  readonly office: PostOffice;
  readonly hub: SocketHub;
  readonly setOut: (out: boolean) => void;
}

export function faultControls({ plan, server, office, hub, setOut }: FaultTools): FaultControls {
  return {
    rateLimit: (method, seconds, times) => plan.plan(method, { kind: 'rate limit', seconds }, times),
    respond: (status, times, method = '*') => plan.plan(method, { kind: 'status', status }, times),
    refuse: (method, word, times) => plan.plan(method, { kind: 'refuse', word }, times),
    acceptThenCut: (method, times) => plan.plan(method, { kind: 'cut after' }, times),
    cutBefore: (method, times) => plan.plan(method, { kind: 'cut before' }, times),
    outage: async (on) => {
      setOut(on);
      await server.outage(on);
    },
    slow: (ms) => plan.slow(ms),
    duplicate: (times) => plan.duplicate(times),
    replay: (last) => office.replay(last),
    cutSockets: () => hub.cut(),
    refreshSockets: () => hub.refresh(),
    sign: (wrongly) => plan.sign(wrongly),
    clear: () => plan.clear(),
  };
}
