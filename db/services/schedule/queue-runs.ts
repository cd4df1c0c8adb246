import { and, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { exclusionKey, itemIdOf, OPEN_STATUSES } from '../../domain/job.ts';
import { jobs, scheduledRuns } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { JudgedRow } from './claim-due.ts';
import { makeBackups } from './make-backups.ts';
import { recordRuns, type RecordedRuns } from './record-runs.ts';

/** The rule of an item whose run is to be made now, and when that was due. */
interface Run {
  readonly of: JudgedRow;
  readonly dueAt: Date;
}

interface OpenJob {
  readonly id: string;
  readonly isRunning: boolean;
}

/**
 * Queues a backup for every item that has a run to make, and records each run's outcome, in the caller's transaction. Rules of
 * an item that are due at once share one backup.
 * @returns the rows that have no outcome yet, because their site's queue did not take the job, or a backup of theirs was just
 *   ending: they stay due
 */
export async function queueRuns(
  services: Services,
  tx: Transaction,
  { rows, now }: { rows: readonly JudgedRow[]; now: Date },
): Promise<{ unsettled: Set<JudgedRow>; troubles: unknown[] }> {
  const runs = await withoutRepeated(
    tx,
    rows.flatMap((of) => (of.judgement.run ? [{ of, dueAt: of.judgement.run }] : [])),
  );
  const { made, troubles } = await makeJobs(services, tx, runs);
  const open = await openJobs(
    tx,
    runs.filter(({ of }) => !made.has(of.item.id)),
  );
  const unsettled = new Set<JudgedRow>();
  const queued = new Set<string>();
  const outcomes: RecordedRuns[] = [];
  for (const { of, dueAt } of runs) {
    const itemId = of.item.id;
    const own = made.get(itemId);
    const job = own === undefined ? open.get(itemId) : { id: own, isRunning: false };
    if (!job) {
      unsettled.add(of);
      continue;
    }
    const outcome = job.isRunning ? 'OVERLAPPED' : own !== undefined && !queued.has(itemId) ? 'QUEUED' : 'JOINED';
    queued.add(itemId);
    const due = { firstDueAt: dueAt, dueAt, count: 1, isCountExact: true };
    outcomes.push({ itemId, ruleKey: of.row.ruleKey, outcome, ...due, jobId: job.id });
  }
  await recordRuns(tx, now, outcomes);
  return { unsettled, troubles };
}

/** Runs that had their job before a clock was put back are not made again. */
async function withoutRepeated(tx: Transaction, runs: readonly Run[]): Promise<Run[]> {
  const asked = runs.map(({ of, dueAt }) => ({ item_id: of.row.itemId, rule_key: of.row.ruleKey, due_at: dueAt }));
  const known = await tx
    .select({ itemId: scheduledRuns.itemId, ruleKey: scheduledRuns.ruleKey, dueAt: scheduledRuns.dueAt })
    .from(scheduledRuns)
    .where(
      sql`job_id is not null and (item_id, rule_key, due_at) in (
        select item_id, rule_key, due_at
        from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked(item_id text, rule_key text, due_at timestamptz))`,
    );
  const keyOf = (itemId: string, ruleKey: string, dueAt: Date) => `${itemId} ${ruleKey} ${dueAt.getTime()}`;
  const done = new Set(known.map((run) => keyOf(run.itemId, run.ruleKey, run.dueAt)));
  return runs.filter(({ of, dueAt }) => !done.has(keyOf(of.row.itemId, of.row.ruleKey, dueAt)));
}

/**
 * One job for each item that has none open. A site whose jobs cannot be queued does not keep those of others from it.
 * @returns their ids by item
 */
async function makeJobs(
  services: Services,
  tx: Transaction,
  runs: readonly Run[],
): Promise<{ made: Map<string, string>; troubles: unknown[] }> {
  const items = [...new Map(runs.map(({ of }) => [of.item.id, of.item])).values()];
  const made = new Map<string, string>();
  const troubles: unknown[] = [];
  for (const [siteId, ofSite] of Map.groupBy(items, (item) => item.siteId)) {
    const itemIds = ofSite.map(({ id }) => id);
    try {
      const queued = await tx.transaction((inner) => makeBackups(services, inner, { siteId, itemIds }));
      for (const job of queued) made.set(job.itemId, job.id);
    } catch (error) {
      troubles.push(error);
    }
  }
  return { made, troubles };
}

/** Backups that are waiting or running; one that is being cancelled serves nobody, and its end is near. */
async function openJobs(tx: Transaction, runs: readonly Run[]): Promise<Map<string, OpenJob>> {
  const keys = [...new Set(runs.map(({ of }) => exclusionKey({ backupOf: of.item.id })))];
  if (keys.length === 0) return new Map();
  const serving = OPEN_STATUSES.filter((status) => status !== 'CANCELLING');
  const open = await tx
    .select({ id: jobs.id, itemId: jobs.itemId, status: jobs.status })
    .from(jobs)
    .where(and(inArray(jobs.exclusionKey, keys), inArray(jobs.status, serving)));
  return new Map(open.map((job) => [itemIdOf(job), { id: job.id, isRunning: job.status !== 'QUEUED' }]));
}
