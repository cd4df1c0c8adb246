import type { Logger } from 'pino';

export interface OrderlyEnd {
  readonly log: Logger;
  readonly end: () => Promise<void>;
  /** When the end takes longer, the process ends without it. */
  readonly withinMs: number;
}

/** Ends the process in order at SIGTERM or SIGINT, once, however often they come: exit code 0, or 1 when it went badly. */
export function endOnSignals({ log, end, withinMs }: OrderlyEnd): void {
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      log.info({ signal }, 'ending');
      setTimeout(() => badly(new Error(`the end took longer than ${withinMs} ms`)), withinMs);
      void end().then(() => process.exit(0), badly);
    });
  }

  function badly(error: unknown): void {
    log.error({ error }, 'ended badly');
    process.exit(1);
  }
}
