/** Someone wants it to end before it is done. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

/**
 * Aborted by Ctrl-C, by SIGTERM and by the end of the terminal, with `Interrupted`. Signals that follow change nothing:
 * npm passes them on besides the terminal, and what is being cleared away must not be cut off.
 */
export function interruption(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => ending.abort(new Interrupted()));
  }
  return ending.signal;
}
