import { spawn, type ChildProcess } from 'node:child_process';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { commandAs, toolMissing } from '@holdfast/db/store/command';
import type { Logger } from 'pino';
import type { Part } from './parts.ts';

export interface KeptPart {
  /** Resolves when the part works for the first time. Rejects with PART_NOT_STARTED when it ended before that. */
  readonly ready: Promise<void>;
  /** Tells the part to end, and kills it when it has not after this long. */
  end(withinMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A part that ran this long was well: its next death is not counted with the last one. */
const WELL_AFTER_MS = 60_000;

/**
 * Runs a part as a process of its own. Once it has worked, it is started again whenever it dies, after pauses that grow
 * while it keeps dying. One that never worked is not: that is told, since only a person can mend it.
 */
export function keepPart(part: Part, log: Logger): KeptPart {
  const ready = Promise.withResolvers<void>();
  let child: ChildProcess | undefined;
  let isWorking = false;
  let ending = false;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = performance.now();
    child = spawnPart(part);
    child.once('message', () => {
      isWorking = true;
      ready.resolve();
    });
    child.once('error', (error) => {
      child = undefined;
      ready.reject(toolMissing('setpriv', error));
    });
    child.once('exit', (code, signal) => {
      child = undefined;
      if (ending) return;
      if (!isWorking) return ready.reject(notStarted(part, signal ?? `exit code ${code}`));
      if (performance.now() - startedAt > WELL_AFTER_MS) pause = FIRST_PAUSE_MS;
      log.error({ part: part.name, code, signal, againInMs: pause }, 'a part died and is started again');
      timer = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
  };

  start();
  return {
    ready: ready.promise,
    async end(withinMs) {
      ending = true;
      clearTimeout(timer);
      const last = child;
      if (!last) return;
      const gone = new Promise((resolve) => last.once('exit', resolve));
      last.kill('SIGTERM');
      const kill = setTimeout(() => last.kill('SIGKILL'), withinMs);
      await gone;
      clearTimeout(kill);
    },
  };
}

/**
 * Its own session, because Ctrl-C is for the starter, which ends the parts before the store. It must not outlive the
 * starter, whose store it works with: however that ends, the part is told. Over the channel it says that it works.
 */
function spawnPart(part: Part): ChildProcess {
  const sameUser = { uid: 0, gid: 0, differs: false };
  const { program, args } = commandAs(sameUser, {
    program: process.execPath,
    args: [part.main],
    deathSignal: 'INT',
  });
  return spawn(program, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function notStarted(part: Part, how: string): HoldfastError {
  return new HoldfastError({
    code: 'PART_NOT_STARTED',
    message: `The ${part.name} did not start (${how}).`,
    cause: 'What it said stands above.',
    remedy: 'Mend that and start again.',
    retryable: true,
    fault: 'USER',
  });
}
