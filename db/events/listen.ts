import postgres from 'postgres';
import { APP_ROLE } from '../client.ts';
import { CHANGE_CHANNEL, changeSchema, type Heard } from './change.ts';
import { beat } from './pulse.ts';
import { pause, within } from './timing.ts';

const CONNECT_WITHIN_MS = 5_000;
const PULSE_EVERY_MS = 5_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** One listening connection, shared by all that want to hear of changes in this process. */
export interface ChangeFeed {
  /**
   * Hears every change from now on, in the order of their commits. While the connection is being made, or made anew,
   * nothing is heard; a `resync` follows. A subscriber must not throw and must not wait.
   * @returns ends it
   */
  subscribe(subscriber: (heard: Heard) => void): () => void;
  /** Aborted when the feed is closed: nothing is heard any more. */
  readonly ended: AbortSignal;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** The store, as the application's role. */
  readonly url: string;
  /** Trouble with the connection. The feed goes on by itself; the log should know. */
  readonly onError: (error: unknown) => void;
  readonly pulseEveryMs?: number;
}

/** Listens for the changes that the store tells of, until it is closed, over as many connections as that takes. */
export function listenForChanges(options: ListenOptions): ChangeFeed {
  const subscribers = new Set<(heard: Heard) => void>();
  const ending = new AbortController();
  const tell = (heard: Heard) => {
    for (const subscriber of subscribers) subscriber(heard);
  };
  const listening = keepListening(options, tell, ending.signal);
  return {
    ended: ending.signal,
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    async close() {
      ending.abort();
      subscribers.clear();
      await listening;
    },
  };
}

async function keepListening(options: ListenOptions, tell: (heard: Heard) => void, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await listenOnce(options, tell, { signal, onUp: () => (pauseMs = FIRST_PAUSE_MS) });
    } catch (error) {
      if (!signal.aborted) options.onError(error);
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Listens until the signal aborts. @throws what ended the connection before */
async function listenOnce(
  options: ListenOptions,
  tell: (heard: Heard) => void,
  { signal, onUp }: { signal: AbortSignal; onUp: () => void },
): Promise<void> {
  const sql = postgres(options.url, {
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'holdfast-listen', role: APP_ROLE },
  });
  const cut = () => void sql.end({ timeout: 0 });
  signal.addEventListener('abort', cut, { once: true });
  try {
    const up = () => {
      onUp();
      tell({ kind: 'resync' });
    };
    // Without a deadline the driver would try to connect for ever and never say why it cannot.
    await within(
      CONNECT_WITHIN_MS,
      sql.listen(CHANGE_CHANNEL, (payload) => tell(read(payload)), up),
    );
    await beat(sql, { everyMs: options.pulseEveryMs ?? PULSE_EVERY_MS, signal });
  } finally {
    signal.removeEventListener('abort', cut);
    await sql.end({ timeout: 0 });
  }
}

/** What cannot be read may be anything: everything must be looked at again. */
function read(payload: string): Heard {
  try {
    return { kind: 'change', change: changeSchema.parse(JSON.parse(payload)) };
  } catch {
    return { kind: 'resync' };
  }
}
