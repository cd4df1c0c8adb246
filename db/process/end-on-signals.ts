import { loggable } from './loggable.ts';

/** The part of a pino log that is needed here. */
interface EndLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface OrderlyEnd {
  readonly log: EndLog;
  readonly end: () => Promise<void>;
  /** When the end takes longer, the process ends without it: what is unfinished is taken up at the next start. */
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
    log.error({ error: loggable(error) }, 'ended badly');
    process.exit(1);
  }
}
