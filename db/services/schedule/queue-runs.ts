import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { exclusionKey, OPEN_STATUSES } from '../../domain/job.ts';
import { strongerType, type BackupType } from '../../domain/recovery-point.ts';
import { jobs, scheduledRuns } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import type { JudgedRow } from './claim-due.ts';
import { makeBackups } from './make-backups.ts';
import { recordRuns, type RecordedRuns } from './record-runs.ts';

/** The rule of an item whose run is to be made now, when that was due, and the exclusion key of its backup. */
interface Run {
  readonly of: JudgedRow;
  readonly dueAt: Date;
  readonly key: string;
}

interface OpenJob {
  readonly id: string;
  readonly isRunning: boolean;
}

/**
 * Queues a backup for every item that has a run to make, and records each run's outcome, in the caller's transaction. Rules of
 * an item that are due at once share one backup, of the strongest type that any of them asks for; logs have one of their own.
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
    rows.flatMap((of) => (of.judgement.run ? [{ of, dueAt: of.judgement.run, key: keyOf(of) }] : [])),
  );
  const { made, troubles } = await makeJobs(services, tx, runs);
  const open = await openJobs(
    tx,
    runs.filter(({ key }) => !made.has(key)),
  );
  const unsettled = new Set<JudgedRow>();
  const queued = new Set<string>();
  const outcomes: RecordedRuns[] = [];
  for (const { of, dueAt, key } of runs) {
    const itemId = of.item.id;
    const own = made.get(key);
    const job = own === undefined ? open.get(key) : { id: own, isRunning: false };
    if (!job) {
      unsettled.add(of);
      continue;
    }
    const outcome = job.isRunning ? 'OVERLAPPED' : own !== undefined && !queued.has(key) ? 'QUEUED' : 'JOINED';
    queued.add(key);
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
  const runKey = (itemId: string, ruleKey: string, dueAt: Date) => `${itemId} ${ruleKey} ${dueAt.getTime()}`;
  const done = new Set(known.map((run) => runKey(run.itemId, run.ruleKey, run.dueAt)));
  return runs.filter(({ of, dueAt }) => !done.has(runKey(of.row.itemId, of.row.ruleKey, dueAt)));
}

/**
 * One job for each key that no open job has. A site whose jobs cannot be queued does not keep those of others from it.
 * @returns their ids by key
 */
async function makeJobs(
  services: Services,
  tx: Transaction,
  runs: readonly Run[],
): Promise<{ made: Map<string, string>; troubles: unknown[] }> {
  const made = new Map<string, string>();
  const troubles: unknown[] = [];
  for (const [siteId, ofSite] of Map.groupBy(runs, ({ of }) => of.item.siteId)) {
    const wanted = [...strongestByKey(ofSite)].map(([key, { itemId, backupType }]) => ({ key, itemId, backupType }));
    try {
      const queued = await tx.transaction((inner) => makeBackups(services, inner, { siteId, wanted }));
      for (const job of queued) made.set(job.exclusionKey, job.id);
    } catch (error) {
      troubles.push(error);
    }
  }
  return { made, troubles };
}

/** The type of the one backup that serves all runs of a key. */
function strongestByKey(runs: readonly Run[]): Map<string, { itemId: string; backupType: BackupType }> {
  const wanted = new Map<string, { itemId: string; backupType: BackupType }>();
  for (const { of, key } of runs) {
    const { backupType } = of.rule;
    const other = wanted.get(key)?.backupType;
    wanted.set(key, { itemId: of.item.id, backupType: other ? strongerType(other, backupType) : backupType });
  }
  return wanted;
}

/**
 * Backups that are waiting or running, by key; one that is being cancelled serves nobody, and its end is near. One that waits and
 * is weaker than what is due now becomes that.
 */
async function openJobs(tx: Transaction, runs: readonly Run[]): Promise<Map<string, OpenJob>> {
  const wanted = strongestByKey(runs);
  const keys = [...wanted.keys()];
  if (keys.length === 0) return new Map();
  const serving = OPEN_STATUSES.filter((status) => status !== 'CANCELLING');
  const open = await tx
    .select({ id: jobs.id, key: jobs.exclusionKey, status: jobs.status, backupType: jobs.backupType })
    .from(jobs)
    .where(and(inArray(jobs.exclusionKey, keys), inArray(jobs.status, serving)))
    .orderBy(asc(jobs.id));
  const serves = new Map<string, OpenJob>();
  for (const { key, backupType, ...job } of open) {
    const due = wanted.get(key)?.backupType ?? 'FULL';
    const isWeaker = strongerType(backupType ?? 'FULL', due) !== (backupType ?? 'FULL');
    const isRunning = job.status !== 'QUEUED' || (isWeaker && !(await strengthen(tx, job.id, due)));
    serves.set(key, { id: job.id, isRunning });
  }
  return serves;
}

/** @returns false where it was begun meanwhile, or before: what its earlier attempts stored is of its own type */
async function strengthen(tx: Transaction, id: string, backupType: BackupType): Promise<boolean> {
  const hasNotBegun = and(eq(jobs.id, id), eq(jobs.status, 'QUEUED'), eq(jobs.attempt, 0));
  const changed = await tx.update(jobs).set({ backupType }).where(hasNotBegun).returning({ id: jobs.id });
  return changed.length > 0;
}

function keyOf({ item, rule }: JudgedRow): string {
  return exclusionKey({ backupOf: item.id, type: rule.backupType });
}
