import type { Delivery, Reply, Retry, Transport } from './delivery.ts';

export interface DeliveryRecord {
  readonly delivery: Delivery;
  /** One for each time it arrived or was to arrive, as they ended. */
  readonly attempts: { readonly retry: Retry | undefined; readonly reply: Reply }[];
}

/** Hands deliveries to whatever transport the app uses, again when Slack would, and keeps what was delivered. */
export interface PostOffice {
  readonly records: readonly DeliveryRecord[];
  /** @returns what came back at first; an event that was not acknowledged is retried behind the scenes */
  deliver(delivery: Delivery): Promise<Reply>;
  /** Delivers the last ones once more, the oldest first. */
  replay(last: number): Promise<Reply[]>;
  /** Drops what waits to be retried. */
  stop(): void;
}

export interface PostOfficeOptions {
  readonly transport: () => Transport;
  /** How often each delivery arrives: 1 without faults. */
  readonly copies: () => number;
  /** How long after a failed attempt an event is delivered again. Slack's: at once, 1 min, 5 min. */
  readonly retryDelaysMs: readonly number[];
}

const RETRY_REASONS = {
  operation_timeout: 'http_timeout',
  dispatch_failed: 'connection_failed',
  http_error: 'http_error',
} as const;

export function createPostOffice({ transport, copies, retryDelaysMs }: PostOfficeOptions): PostOffice {
  const records: DeliveryRecord[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const attempt = async (record: DeliveryRecord, retry?: Retry): Promise<Reply> => {
    const reply = await transport().send(record.delivery, retry);
    record.attempts.push({ retry, reply });
    return reply;
  };

  const retryLater = (record: DeliveryRecord, num: number, reply: Reply): void => {
    const delay = retryDelaysMs[num - 1];
    if (delay === undefined || reply.outcome === 'acknowledged') return;
    if (reply.outcome === 'http_error' && !reply.mayRetry) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(record, { num, reason: RETRY_REASONS[reply.outcome] }).then((next) =>
        retryLater(record, num + 1, next),
      );
    }, delay);
    timers.add(timer.unref());
  };

  return {
    records,
    deliver: async (delivery) => {
      const record: DeliveryRecord = { delivery, attempts: [] };
      records.push(record);
      const first = attempt(record);
      await Promise.all(
        Array.from({ length: copies() - 1 }, () => attempt(record, { num: 1, reason: 'http_timeout' })),
      );
      const reply = await first;
      if (delivery.kind === 'events_api') retryLater(record, 1, reply);
      return reply;
    },
    replay: (last) =>
      Promise.all(records.slice(-last).map((record) => attempt(record, { num: 1, reason: 'http_timeout' }))),
    stop: () => {
      timers.forEach((timer) => clearTimeout(timer));
      timers.clear();
    },
  };
}
