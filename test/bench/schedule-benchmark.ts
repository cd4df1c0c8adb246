import type { Services } from '@holdfast/db/services/context';
import { claimDueRuns } from '@holdfast/db/services/schedule/claim-due';
import { openWorld } from '../kit/world.ts';
import { bareTick } from './bare-tick.ts';
import { startDurableStore } from './durable-store.ts';
import { median } from './figures.ts';
import { judge, type Comparison } from './report.ts';
import { openScheduledEstate, type ScheduledEstate } from './scheduled-estate.ts';

const ITEMS = [100_000, 1_000_000] as const;
const DUE = [10, 1_000, 10_000] as const;
/** As the worker claims. */
const AT_ONCE = 100;
const FEWEST = 10;

export interface ScheduleBenchmark {
  readonly scale: number;
  readonly rounds: number;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

interface Measured {
  readonly items: number;
  readonly due: number;
  readonly holdfastMs: readonly number[];
  readonly bareMs: readonly number[];
}

/**
 * From the moment at which items are due until all are queued, recorded and planned anew: by Holdfast, and by the same rows
 * written with hand-written SQL and boss.insert. And the same again with ten times as many items that are not due.
 */
export async function benchSchedule(benchmark: ScheduleBenchmark): Promise<Comparison[]> {
  await using store = await startDurableStore();
  await using world = await openWorld(store.database);
  await using estate = await openScheduledEstate(world);
  const measured: Measured[] = [];
  for (const full of ITEMS) {
    const items = scaled(full, benchmark);
    await estate.grow(items);
    benchmark.tell(`schedule: ${items.toLocaleString('en-US')} items`);
    for (const due of DUE)
      measured.push(await measure(world.ctx, estate, { ...benchmark, items, due: scaled(due, benchmark) }));
  }
  return [...measured.map(againstBare), ...againstFewer(measured)];
}

function scaled(count: number, { scale }: ScheduleBenchmark): number {
  return Math.max(FEWEST, Math.round(count * scale));
}

async function measure(
  services: Services,
  estate: ScheduledEstate,
  request: ScheduleBenchmark & { items: number; due: number },
): Promise<Measured> {
  const { items, due, rounds, signal } = request;
  const holdfastMs: number[] = [];
  const bareMs: number[] = [];
  const sides = [
    { times: holdfastMs, tick: () => claimAll(services) },
    { times: bareMs, tick: () => bareTick(services, { siteId: estate.siteId, atOnce: AT_ONCE }) },
  ];
  // The first of each is not counted: it plans the statements.
  for (let round = 0; round <= rounds; round++) {
    for (const { times, tick } of round % 2 === 0 ? sides : sides.toReversed()) {
      signal.throwIfAborted();
      await estate.makeDue(due);
      const startedAt = performance.now();
      const claimed = await tick();
      const ms = performance.now() - startedAt;
      if (claimed !== due) throw new Error(`${claimed} were claimed, and ${due} were due`);
      if (round > 0) times.push(ms);
    }
  }
  return { items, due, holdfastMs, bareMs };
}

async function claimAll(services: Services): Promise<number> {
  let all = 0;
  for (;;) {
    const { settled, troubles } = await claimDueRuns(services, AT_ONCE);
    if (troubles.length > 0) throw new AggregateError(troubles, 'jobs could not be queued');
    all += settled;
    if (settled < AT_ONCE) return all;
  }
}

function againstBare({ items, due, holdfastMs, bareMs }: Measured): Comparison {
  return comparison({
    name: `${due} due of ${items}`,
    baseline: 'SQL, boss.insert',
    holdfastMs,
    baselineMs: bareMs,
    atMost: 2,
  });
}

/**
 * What a tick takes with ten times as many items, beside what the bare SQL takes then: rows that are due lie scattered over ten times as
 * many pages, which costs both. What is over that would be the cost of what is not due.
 */
function againstFewer(measured: readonly Measured[]): Comparison[] {
  const [fewest] = measured;
  const few = measured.filter(({ items }) => items === fewest?.items);
  return measured.slice(few.length).flatMap(({ items, due, holdfastMs, bareMs }, index) => {
    const other = few[index];
    if (!other) return [];
    const bareGrowth = median(bareMs) / median(other.bareMs);
    return [
      comparison({
        name: `${due} due of ${items}`,
        baseline: `of ${other.items}, as SQL grew`,
        holdfastMs,
        baselineMs: other.holdfastMs.map((ms) => ms * bareGrowth),
        atMost: 1.2,
      }),
    ];
  });
}

function comparison(given: {
  name: string;
  baseline: string;
  holdfastMs: readonly number[];
  baselineMs: readonly number[];
  atMost: number;
}): Comparison {
  const { name, baseline, holdfastMs, baselineMs, atMost } = given;
  const [ours, theirs] = [median(holdfastMs), median(baselineMs)];
  return judge({
    benchmark: 'schedule',
    name,
    baseline,
    holdfastMs: ours,
    baselineMs: theirs,
    ratio: ours / theirs,
    differenceMs: ours - theirs,
    goal: { kind: 'ratio', atMost },
    holdfastAllMs: holdfastMs,
    baselineAllMs: baselineMs,
    parts: {},
  });
}
