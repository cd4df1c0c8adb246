import { QUEUE_NAMES, queueOf, type QueueName } from '@holdfast/db/queues/definitions';
import type { PgBoss } from 'pg-boss';
import { NotTakenYetError } from './attempt/running.ts';
import { StopError } from './attempt/stop-reason.ts';
import { HANDLERS } from './handlers/index.ts';
import type { Worker } from './worker.ts';

/**
 * Takes deliveries from every queue of the worker's site, and of Slack's where it has a token. pg-boss fetches one delivery a wake-up and wakes late after
 * redeliveries, so each finished one wakes the next fetch and the polls are short (stack.md 5, traps 1 and 2).
 */
export async function consume(worker: Worker, boss: PgBoss): Promise<void> {
  for (const name of QUEUE_NAMES) {
    if (name !== 'notify' || worker.slack) await consumeQueue(worker, boss, name);
  }
}

/** A worker takes care of one vault at a time: that takes long, and reads and writes as fast as the storage lets it. */
const ONE_AT_A_TIME: ReadonlySet<QueueName> = new Set(['vault.verify', 'vault.prune']);

/** One pg-boss worker a slot, because pg-boss can wake only a whole one: a burst is fetched at full concurrency. */
async function consumeQueue(worker: Worker, boss: PgBoss, name: QueueName): Promise<void> {
  const slots: string[] = [];
  const wakeAll = () => slots.forEach((slot) => boss.notifyWorker(slot));
  const options = {
    batchSize: 1,
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 1,
    heartbeatRefreshSeconds: 2,
  };
  const most = ONE_AT_A_TIME.has(name) ? 1 : worker.settings.concurrency;
  for (let slot = 0; slot < most; slot++) {
    const id = await boss.work(queueOf(name, worker.siteId), options, async (deliveries) => {
      wakeAll();
      // One, by the batch size; what it brings back is kept with it.
      const [delivery] = deliveries;
      const answer = delivery && (await handle(worker, name, delivery.data));
      wakeAll();
      return answer;
    });
    slots.push(id);
  }
}

/** Nothing a handler throws is lost: it is logged, and the throw makes pg-boss deliver again. */
async function handle(worker: Worker, name: QueueName, data: unknown) {
  try {
    return await HANDLERS[name](worker, data);
  } catch (error) {
    if (error instanceof StopError)
      worker.log.info({ queue: name, data }, 'a delivery came while ending and is given back');
    else if (error instanceof NotTakenYetError) worker.log.info({ queue: name, data }, error.message);
    else worker.log.error({ queue: name, data, error }, 'a delivery failed');
    throw error;
  }
}
