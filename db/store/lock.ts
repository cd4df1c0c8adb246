import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { SERVICE_ENVIRONMENT, toolMissing } from './command.ts';
import type { StorePlace } from './place.ts';
import { StoreError } from './store-error.ts';

/** Longer than the longest start that another process may be busy with. */
const LONGEST_WAIT_S = 360;

/** flock(1)'s exit code for a lock it did not get in time, set by us to tell it from its errors. */
const NOT_IN_TIME = 75;

/**
 * Does something while no other process does anything to the same store. The kernel holds the lock for a child that
 * ends when its standard input closes, which the kernel does for us however we end: no stale lock can exist.
 * Raises STORE_BUSY and STORE_TOOL_MISSING.
 */
export async function withStoreLock<T>(place: StorePlace, action: () => Promise<T>): Promise<T> {
  const release = await acquire(place.lock);
  try {
    return await action();
  } finally {
    await release();
  }
}

async function acquire(path: string): Promise<() => Promise<void>> {
  const wait = ['--exclusive', '--wait', String(LONGEST_WAIT_S), '--conflict-exit-code', String(NOT_IN_TIME)];
  // Ours alone: whoever could open it could also lock it.
  closeSync(openSync(path, 'a', 0o600));
  // Its own session: Ctrl-C is for us, who then release the lock in our own time.
  const child = spawn('flock', [...wait, '--no-fork', path, 'sh', '-c', 'echo held && exec cat'], {
    cwd: '/',
    env: SERVICE_ENVIRONMENT,
    detached: true,
  });
  let output = '';
  const closed = once(child, 'close');
  const held = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').once('data', () => held.resolve());
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stdin.on('error', () => undefined); // It has ended; that is told below.
  closed.then(
    ([code]) => held.reject(code === NOT_IN_TIME ? busy(path) : new Error(`flock ended with ${code}: ${output}`)),
    (error: unknown) => held.reject(toolMissing('flock', error)),
  );
  await held.promise;
  return async () => {
    child.stdin.end();
    await closed;
  };
}

function busy(path: string): StoreError {
  return new StoreError({
    code: 'STORE_BUSY',
    message: `Another process has held ${path} for ${LONGEST_WAIT_S} seconds.`,
    cause: 'It is starting or stopping this store and does not come to an end.',
    remedy: `Look at what it does (fuser ${path}) and end it; then start again.`,
    retryable: true,
    fault: 'SERVICE',
  });
}
