import { storeUrls, type StoreCredentials } from './credentials.ts';
import { endServer } from './ending.ts';
import { withStoreLock } from './lock.ts';
import { keepLogSmall, logTail } from './log-files.ts';
import type { StorePlace } from './place.ts';
import { isGone, type ProcessRef } from './process-table.ts';
import { StoreError } from './store-error.ts';
import type { StoreLog } from './store-log.ts';

export interface RunningStore {
  /** As the role that owns everything: for migrations. Holds a password; never to be logged. */
  readonly ownerUrl: string;
  /** As the role that the parts work with. Holds a password; never to be logged. */
  readonly appUrl: string;
  readonly port: number;
  /** Of the server. */
  readonly pid: number;
  /** Whether `stop()` ends the server: true for who started it or took it over, false for a visitor. */
  readonly owned: boolean;
  /** Resolves when the server is gone: with undefined after `stop()`, else with STORE_ENDED. Never rejects. */
  readonly ended: Promise<StoreError | undefined>;
  /**
   * The owner's ends the server and resolves when all its processes are gone: fast shutdown, after 10 s immediate, after
   * 5 s more SIGKILL; committed work survives each. A visitor's only lets go, unless it says `owner: true`.
   */
  stop(options?: { readonly owner?: boolean }): Promise<void>;
}

export interface Handle {
  readonly place: StorePlace;
  readonly credentials: StoreCredentials;
  readonly port: number;
  readonly process: ProcessRef;
  readonly owned: boolean;
  /** Resolves, with how it went, when the server is gone. Absent for a server that is not our child: it is then watched. */
  readonly exit?: Promise<string>;
  readonly log: StoreLog;
}

/** A running server as the object its user holds. */
export function runningStore(handle: Handle): RunningStore {
  const { place, credentials, port, process, owned, log } = handle;
  const { pid } = process;
  const letGo = Promise.withResolvers<undefined>();
  const watch = handle.exit === undefined ? watchProcess(process) : { exit: handle.exit, cancel: () => undefined };
  const stopPruning = owned
    ? keepLogSmall(place, (error) => log.warn({ error }, 'old logs were not deleted'))
    : undefined;
  let ending: Promise<void> | undefined;

  const goneByItself = watch.exit.then((how) => (ending === undefined ? endedError(place, how) : undefined));
  const ended = Promise.race([letGo.promise, goneByItself]).finally(() => {
    stopPruning?.();
    watch.cancel();
  });

  const end = async () => {
    await underLockIfPossible(handle, () => endServer(process, place.data));
    letGo.resolve(undefined);
    await ended;
    log.info({ data: place.data, pid }, 'the store has ended');
  };

  const stop = async (options: { readonly owner?: boolean } = {}) => {
    if (owned || options.owner === true) await (ending ??= end());
    else letGo.resolve(undefined);
  };
  return { ...storeUrls(port, credentials), port, pid, owned, ended, stop };
}

const WATCH_EVERY_MS = 500;

function watchProcess(process: ProcessRef): { exit: Promise<string>; cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = () => {
    if (isGone(process)) resolve('not our child, so it is not known how');
  };
  const timer = setInterval(look, WATCH_EVERY_MS).unref();
  return { exit: promise, cancel: () => clearInterval(timer) };
}

/** Under the lock, nobody adopts a server that is about to end. But a folder that was removed must not keep it alive. */
async function underLockIfPossible({ place, log }: Handle, end: () => Promise<void>): Promise<void> {
  let reached = false;
  try {
    await withStoreLock(place, async () => {
      reached = true;
      await end();
    });
  } catch (error) {
    if (reached) throw error;
    log.warn({ error }, 'ending the store without its lock');
    await end();
  }
}

async function endedError(place: StorePlace, how: string): Promise<StoreError> {
  const tail = await logTail(place).catch((error: unknown) => `(its log cannot be read: ${String(error)})`);
  return new StoreError({
    code: 'STORE_ENDED',
    message: `The store's server has ended (${how}). Its last words:\n${tail || '(none)'}`,
    cause: 'It was killed or ended from outside, or it crashed; the lines above are its own.',
    remedy: 'Start the store again: it recovers everything that was committed.',
    retryable: true,
    fault: 'SERVICE',
  });
}
