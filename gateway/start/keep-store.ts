import { setTimeout as sleep } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { startEmbeddedStore, type RunningStore } from '@holdfast/db/store/start';
import type { Logger } from 'pino';
import { loggable } from '@holdfast/db/process/loggable';

export interface KeptStore {
  /** As the role that owns everything: for migrations. Holds a password; never to be logged. */
  readonly ownerUrl: string;
  /** Resolves when the store has ended and will not be started again. */
  stop(): Promise<void>;
}

const AGAIN_AFTER_MS = 1_000;

/**
 * The embedded store of a home, started again on the same port whenever it ends unasked: the parts find it there.
 * @throws HoldfastError ALREADY_RUNNING where another process runs it, and what `startEmbeddedStore` throws
 */
export async function keepStore({ home, log }: { home: string; log: Logger }): Promise<KeptStore> {
  const first = await startEmbeddedStore({ home, log });
  if (!first.owned) throw alreadyRunning(home);
  const ending = new AbortController();
  const kept = keep(first, { home, log, signal: ending.signal });
  return {
    ownerUrl: first.ownerUrl,
    async stop() {
      ending.abort();
      await kept;
    },
  };
}

interface Keeping {
  readonly home: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

async function keep(first: RunningStore, { home, log, signal }: Keeping): Promise<void> {
  const asked = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
  let store: RunningStore | undefined = first;
  while (!signal.aborted) {
    const trouble = await Promise.race([asked, store?.ended]);
    if (signal.aborted) break;
    if (trouble) log.error({ error: loggable(trouble) }, 'the store ended and is started again');
    store = await startEmbeddedStore({ home, port: first.port, log }).catch(async (error: unknown) => {
      log.error({ error: loggable(error), againInMs: AGAIN_AFTER_MS }, 'the store could not be started');
      await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
      return undefined;
    });
  }
  await store?.stop();
}

function alreadyRunning(home: string): HoldfastError {
  return new HoldfastError({
    code: 'ALREADY_RUNNING',
    message: `Holdfast already runs on ${home}.`,
    cause: 'Another process, most likely another npm start, runs the store under this home.',
    remedy: 'End that one first, or give this one a home and a port of its own (HOLDFAST_HOME, PORT).',
    retryable: true,
    fault: 'USER',
  });
}
