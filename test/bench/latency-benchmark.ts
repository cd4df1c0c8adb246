import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { openBareQueue, type BareQueue } from './bare-queue.ts';
import { median, percentile } from './figures.ts';
import { partsOf } from './job-parts.ts';
import { judge, type Comparison } from './report.ts';
import { timeJob } from './time-job.ts';
import type { Workshop } from './workshop.ts';

const WARM_UP = 2;

interface Latencies {
  readonly holdfastMs: readonly number[];
  /** Of each of these, until the worker had the job. */
  readonly waitsMs: readonly number[];
  readonly bareMs: readonly number[];
}

/**
 * From the commit of a request to the start of its work, with nothing else to do: one job at a time, each a backup of one
 * small file that runs to its end, by turns with a job of pg-boss alone. The first few of both are not counted.
 */
export async function benchLatency(
  workshop: Workshop,
  { jobs, tell }: { jobs: number; tell: (line: string) => void },
): Promise<Comparison[]> {
  await using bare = await openBareQueue(workshop);
  await measure(workshop, bare, WARM_UP);
  tell(`latency: ${jobs} jobs, one at a time`);
  const { holdfastMs, waitsMs, bareMs } = await measure(workshop, bare, jobs);
  const parts = {
    'wait for the worker': median(waitsMs),
    'begin the attempt': median(holdfastMs.map((ms, index) => ms - (waitsMs[index] ?? 0))),
  };
  const compareAt = (name: string, share: number, ofMedian = {}) => {
    const [ours, bares] = [percentile(holdfastMs, share), percentile(bareMs, share)];
    return judge({
      benchmark: 'latency',
      name,
      baseline: 'pg-boss',
      holdfastMs: ours,
      baselineMs: bares,
      ratio: ours / bares,
      differenceMs: ours - bares,
      goal: null,
      holdfastAllMs: holdfastMs,
      baselineAllMs: bareMs,
      parts: ofMedian,
    });
  };
  return [compareAt('first event, p50', 0.5, parts), compareAt('first event, p99', 0.99)];
}

async function measure(workshop: Workshop, bare: BareQueue, jobs: number): Promise<Latencies> {
  const { world, tiny } = workshop;
  const input = { itemId: tiny.itemId };
  const holdfastMs: number[] = [];
  const waitsMs: number[] = [];
  const bareMs: number[] = [];
  for (let number = 0; number < jobs; number++) {
    const request = () => requestBackup(world.ctx, { input, idempotencyKey: world.key() });
    const timeHoldfast = async () => {
      const timed = await timeJob(workshop, request);
      holdfastMs.push(timed.beganMs);
      waitsMs.push((await partsOf(world, timed))['wait for the worker'] ?? 0);
    };
    const timeBare = async () => void bareMs.push(await bare.timeSend(number));
    const sides = [timeBare, timeHoldfast];
    for (const side of number % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  return { holdfastMs, waitsMs, bareMs };
}
