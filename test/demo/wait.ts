import { waitFor } from '../kit/wait-for.ts';

/** Waits until `look` finds something, or fails at once when the demo is to end or a part of it has died. */
export type Wait = <T>(what: string, look: () => Promise<T | undefined | false>) => Promise<T>;

const LONGEST_MS = 180_000;

export function waiting(signal: AbortSignal, check: () => void): Wait {
  return (what, look) => {
    const looking = async () => {
      signal.throwIfAborted();
      check();
      return look();
    };
    return waitFor(what, looking, LONGEST_MS);
  };
}
