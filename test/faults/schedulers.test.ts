import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { countRuns, scheduleSchema, spreadOffset } from '@holdfast/db/domain/schedule';
import { updatePolicy } from '@holdfast/db/services/policy/update';
import { as, request, seedEstate } from '../kit/estate.ts';
import { holdScheduleClock } from '../kit/schedule-clock.ts';
import { randomMoment, seededRandom, testSeed } from '../kit/seeded-random.ts';
import { openServices } from '../kit/services.ts';
import { waitFor } from '../kit/wait-for.ts';

const PROGRAM = fileURLToPath(new URL('programs/scheduler.ts', import.meta.url));
const ITEMS = 1_000;
const HOUR_MS = 3_600_000;
const BEGIN = new Date('2026-10-23T22:00Z');
/** Over the end of daylight saving in Berlin, on 25 October. Three days lie in the midst in which no scheduler runs. */
const STEPS_IN_HOURS = [5, 9, 4, 12, 72, 3, 11, 6];
const OUTAGE = STEPS_IN_HOURS.indexOf(72);
const SCHEDULE = scheduleSchema.parse({
  timeZone: 'Europe/Berlin',
  rules: [
    { key: 'nightly', kind: 'DAILY', times: ['02:30'] },
    { key: 'often', kind: 'INTERVAL', everyMinutes: 480 },
  ],
  spreadMinutes: 90,
});

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner, database } = kit;

async function startScheduler(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, database.appUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** One item through the services, the others as copies of its row; the edit plans them all. */
async function seedItems(): Promise<string[]> {
  const { itemId, policyId } = await seedEstate(services);
  await owner`
    insert into protected_items
    select (jsonb_populate_record(i, jsonb_build_object('id', 'itm_' || md5(n::text), 'name', 'copy ' || n))).*
    from protected_items i, generate_series(2, ${ITEMS}) n where i.id = ${itemId}`;
  await updatePolicy(as(services, 'ADMIN'), request({ policyId, schedule: SCHEDULE }));
  const rows = await owner<{ id: string }[]>`select id from protected_items`;
  return rows.map(({ id }) => id);
}

async function countDue(): Promise<number> {
  const [row] = await owner<{ due: number }[]>`
    select count(*)::int as due from item_schedules where next_run_at <= schedule_now()`;
  return row?.due ?? 0;
}

/** As if workers had done some of it: every other item has no open job any more. */
async function endSomeJobs(): Promise<void> {
  await owner`update jobs set status = 'CANCELLED', ended_at = now() where ended_at is null and item_id < 'itm_8'`;
}

interface Outcome {
  readonly item: string;
  readonly rule: string;
  readonly outcome: string;
  readonly first: Date;
  readonly due: Date;
  readonly count: number;
}

/** Kills each at some moment while its successor already runs. @returns how many */
async function replaceAtRandomMoments(schedulers: ChildProcess[], random: () => number): Promise<number> {
  for (const victim of schedulers.keys()) {
    await randomMoment(random, 300);
    const [child] = schedulers.splice(victim, 1, await startScheduler());
    if (child) await kill(child);
  }
  return schedulers.length;
}

/** Together the outcomes of a rule count every run that was due, and no two are of the same run. */
function expectEachRunOnce(outcomes: readonly Outcome[], items: readonly string[], until: Date): void {
  const byRule = Map.groupBy(outcomes, ({ item, rule }) => `${item} ${rule}`);
  for (const item of items) {
    const offsetMs = spreadOffset(SCHEDULE, item);
    for (const rule of SCHEDULE.rules) {
      const found = byRule.get(`${item} ${rule.key}`) ?? [];
      const due = countRuns(SCHEDULE, rule, { after: BEGIN, until, offsetMs, atMost: 1_000 });
      const told = found.reduce((sum, { count }) => sum + count, 0);
      expect(told, JSON.stringify(found)).toBe(due.count);
      const apart = found.every(({ first }, index) => first > (found[index - 1]?.due ?? BEGIN));
      expect(apart, JSON.stringify(found)).toBe(true);
    }
  }
}

test(
  'two schedulers that are killed again and again, and three days without any: every due run of 1,000 items has exactly one outcome',
  { timeout: 240_000 },
  async () => {
    const clock = await holdScheduleClock(owner, BEGIN);
    const items = await seedItems();
    const random = seededRandom(testSeed());
    const schedulers = [await startScheduler(), await startScheduler()];
    let now = BEGIN.getTime();
    let kills = 0;
    try {
      for (const [step, hours] of STEPS_IN_HOURS.entries()) {
        now += hours * HOUR_MS;
        if (step === OUTAGE) await Promise.all(schedulers.map(kill));
        await clock.set(new Date(now));
        if (step === OUTAGE) schedulers.splice(0, 2, await startScheduler(), await startScheduler());
        kills += await replaceAtRandomMoments(schedulers, random);
        await waitFor('everything that is due to be claimed', async () => (await countDue()) === 0, 60_000);
        await endSomeJobs();
      }
    } finally {
      await Promise.all(schedulers.map(kill));
    }

    const outcomes = await owner<Outcome[]>`
      select item_id as item, rule_key as rule, outcome, first_due_at as first, due_at as due, count
      from scheduled_runs order by item_id, rule_key, due_at`;
    expectEachRunOnce(outcomes, items, new Date(now));
    expect(kills).toBe(2 * STEPS_IN_HOURS.length);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['QUEUED', 'JOINED', 'MISSED']));
    const [counts] = await owner`
      select (select count(*) from jobs)::int as jobs,
        (select count(*) from scheduled_runs where outcome = 'QUEUED')::int as queued,
        (select count(distinct job_id) from scheduled_runs where outcome = 'QUEUED')::int as distinctly,
        (select count(*) from queue.job where name like 'backup.run/%')::int as deliveries,
        (select count(*) from job_events where type = 'job.queued')::int as events`;
    const jobs: unknown = counts?.['jobs'];
    expect(counts).toEqual({ jobs, queued: jobs, distinctly: jobs, deliveries: jobs, events: jobs });
  },
);
