/** What may go wrong in one call of the Web API. */
export type Fault =
  | { readonly kind: 'rate limit'; readonly seconds: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'refuse'; readonly word: string }
  | { readonly kind: 'cut before' }
  | { readonly kind: 'cut after' };

/** A Web API method; `response_url` for posts to response URLs; `*` for any. */
export type MethodName = string;

/** What is planned to go wrong. The faults of a method come in the order they were planned. */
export interface FaultPlan {
  plan(method: MethodName, fault: Fault, times: number): void;
  slow(ms: number): void;
  duplicate(times: number): void;
  sign(signing: Signing): void;
  clear(): void;
  /** The fault of this call, if any; it is used up. */
  take(method: MethodName): Fault | undefined;
  readonly delayMs: number;
  /** How often each delivery arrives. */
  readonly copies: number;
  readonly signing: Signing;
}

/** How deliveries over HTTP are signed wrongly. */
export interface Signing {
  /** Seconds by which the timestamp is old. */
  readonly ageSeconds?: number;
  /** Instead of the app's own. */
  readonly secret?: string;
}

interface Planned {
  readonly method: MethodName;
  readonly fault: Fault;
  left: number;
}

export function createFaultPlan(): FaultPlan {
  let planned: Planned[] = [];
  let delayMs = 0;
  let copies = 1;
  let signing: Signing = {};
  return {
    plan: (method, fault, times) => void planned.push({ method, fault, left: times }),
    slow: (ms) => void (delayMs = ms),
    duplicate: (times) => void (copies = times),
    sign: (wrongly) => void (signing = wrongly),
    clear: () => {
      planned = [];
      delayMs = 0;
      copies = 1;
      signing = {};
    },
    take: (method) => {
      const next = planned.find((each) => each.left > 0 && (each.method === '*' || each.method === method));
      if (next) next.left -= 1;
      return next?.fault;
    },
    get delayMs() {
      return delayMs;
    },
    get copies() {
      return copies;
    },
    get signing() {
      return signing;
    },
  };
}
