import { startBoss } from '@holdfast/db/queues/boss';
import { z } from 'zod';
import { storeUrl } from '../env.ts';

const payload = z.object({ number: z.number() });
const [queue = ''] = process.argv.slice(2);

/** The polls of a worker's slot (worker/consume.ts). */
const options = {
  batchSize: 1,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
  heartbeatRefreshSeconds: 2,
};

const boss = await startBoss({
  url: storeUrl(),
  name: 'bench-bare-queue',
  connections: 4,
  onError: (error) => process.stderr.write(`${error.message}\n`),
});
await boss.work(queue, options, async ([job]) => {
  const at = process.hrtime.bigint().toString();
  process.send?.({ number: payload.parse(job?.data).number, at });
});
process.send?.('ready');
// It must not outlive who measures.
process.once('disconnect', () => process.exit());
