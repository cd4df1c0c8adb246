import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { QUEUES } from '@holdfast/db/queues/definitions';
import { z } from 'zod';
import type { Workshop } from './workshop.ts';

const PROGRAM = fileURLToPath(new URL('programs/bare-queue-worker.ts', import.meta.url));
const QUEUE = 'bench';

/** The handler's first line: which job, and when by the machine's monotonic clock, in nanoseconds. */
const beganSchema = z.object({ number: z.number(), at: z.string() });

/** pg-boss alone, in the same store with the same options: a queue, and its worker in a process of its own. */
export interface BareQueue extends AsyncDisposable {
  /** From the commit of a send to the handler's first line, in milliseconds. */
  timeSend(number: number): Promise<number>;
}

export async function openBareQueue({ world, signal }: Workshop): Promise<BareQueue> {
  const { boss } = world.ctx;
  await boss.createQueue(QUEUE, QUEUES['backup.run'].options);
  const child = fork(PROGRAM, [QUEUE], {
    env: { DATABASE_URL: world.storeUrl },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const failed = new AbortController();
  void ended.then(([code]) => failed.abort(new Error(`the bare queue's worker ended (${code})`)));
  const stop = AbortSignal.any([signal, failed.signal]);
  const said = async () => (await once(child, 'message', { signal: stop }))[0] as unknown;
  await said();
  return {
    async timeSend(number) {
      stop.throwIfAborted();
      const began = said();
      await boss.send(QUEUE, { number });
      const sentAt = process.hrtime.bigint();
      const { number: answered, at } = beganSchema.parse(await began);
      if (answered !== number) throw new Error(`job ${answered} began and not ${number}`);
      return Number(BigInt(at) - sentAt) / 1e6;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
