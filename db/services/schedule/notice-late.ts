import { and, asc, eq, isNotNull, lt, or, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { itemSchedules, protectedItems, sites } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { readPause } from '../../domain/site.ts';
import { SCHEDULE_NOW, scheduleNow } from '../../queries/schedule-now.ts';
import { byItem, didNotRun, raiseMissed } from './record-missed.ts';

/** So that a store with much to tell is not held by one transaction. */
const ROWS_AT_ONCE = 100;

/**
 * Raises an alert for each item with a run that is later than its policy's grace: once for a run that nobody queued, and once for
 * a queued backup that no worker has begun. Called again and again by every gateway and worker, so that it is told also when no
 * scheduler is left, or none at the item's site.
 * @returns how many runs were found late
 */
export async function noticeLateRuns(services: Services): Promise<number> {
  const unqueued = await services.db.transaction((tx) => tellUnqueued(services, tx));
  const unbegun = await services.db.transaction((tx) => tellUnbegun(services, tx));
  return unqueued + unbegun;
}

async function tellUnqueued(services: Services, tx: Transaction): Promise<number> {
  const { id, name } = protectedItems;
  const late = await tx
    .select({ itemId: itemSchedules.itemId, ruleKey: itemSchedules.ruleKey, item: { id, name } })
    .from(itemSchedules)
    .innerJoin(protectedItems, eq(id, itemSchedules.itemId))
    .where(
      and(
        eq(itemSchedules.isLateTold, false),
        lt(itemSchedules.lateAt, SCHEDULE_NOW),
        eq(protectedItems.state, 'PROTECTED'),
      ),
    )
    .orderBy(asc(itemSchedules.itemId))
    .limit(ROWS_AT_ONCE)
    .for('update', { of: itemSchedules, skipLocked: true });
  for (const [item] of byItem(late)) await raiseMissed(services, tx, { item, error: didNotRun(item.name, 1) });
  if (late.length > 0) {
    const isIt = late.map((row) => and(eq(itemSchedules.itemId, row.itemId), eq(itemSchedules.ruleKey, row.ruleKey)));
    await tx
      .update(itemSchedules)
      .set({ isLateTold: true })
      .where(or(...isIt));
  }
  return late.length;
}

/**
 * Queued by the schedule and begun by no worker: there is none at its site, it has too much to do, or a limit keeps the backup
 * waiting. A pause of the site is meant to: the grace counts from its end.
 */
async function tellUnbegun(services: Services, tx: Transaction): Promise<number> {
  if (!(await isOnlyOne(tx))) return 0;
  const paused = JSON.stringify(await pausedSites(tx));
  const waiting = await tx.execute<Waiting>(sql`
    select distinct i.id, i.name, j.waits_for->>'reason' as reason, j.waits_for->>'name' as place
    from jobs j
    join scheduled_runs r on r.job_id = j.id and r.outcome = 'QUEUED'
    join protected_items i on i.id = j.item_id
    join policies p on p.id = i.policy_id
    where j.status = 'QUEUED' and j.attempt = 0 and i.state = 'PROTECTED'
      and j.site_id not in (select json_array_elements_text(${paused}::text::json))
      and greatest(r.due_at, j.paused_until) < ${SCHEDULE_NOW} - make_interval(mins => case
        when jsonb_typeof(p.schedule->'graceMinutes') = 'number' then least((p.schedule->>'graceMinutes')::numeric, 10080)::int
        else 60 end)
      and not exists (
        select from alerts a where a.item_id = i.id and a.kind = 'BACKUP_MISSED' and a.condition = 'FIRED')
    order by i.id
    limit ${ROWS_AT_ONCE}`);
  for (const item of waiting)
    await raiseMissed(services, tx, {
      item,
      error: item.reason === null || item.reason === 'PAUSE' ? notBegun(item.name) : keptWaiting(item),
    });
  return waiting.length;
}

/** Of those that look at the same moment one tells: an alert would count the others as further times. */
async function isOnlyOne(tx: Transaction): Promise<boolean> {
  const [got] = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended('notice-late', 0)) as got`,
  );
  return got?.got === true;
}

/** Those in which nothing is to begin now. */
async function pausedSites(tx: Transaction): Promise<string[]> {
  const { id, pauses } = sites;
  const withPauses = await tx.select({ id, pauses }).from(sites).where(isNotNull(pauses));
  if (withPauses.length === 0) return [];
  const now = await scheduleNow(tx);
  return withPauses.filter((site) => readPause(site.pauses, now) !== null).map((site) => site.id);
}

interface Waiting extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  /** What it waits for, where that is known. */
  readonly reason: string | null;
  readonly place: string | null;
}

function keptWaiting({ name, reason, place }: Waiting): ErrorInfo {
  const where = `${(reason ?? '').toLowerCase()} ${place ?? ''}`;
  const limit = reason === 'HOST' ? "the site's limit for each host" : `the limit of the ${where}`;
  return {
    code: 'BACKUP_NOT_BEGUN',
    message: `A scheduled backup of ${name} waits for its turn and was not begun in time.`,
    cause: `The ${where} has as many running jobs as its limit allows, and there is more to do than they can.`,
    remedy: `Raise ${limit}, spread the schedules, or give the backups more time.`,
    retryable: true,
    fault: 'SERVICE',
  };
}

function notBegun(name: string): ErrorInfo {
  return {
    code: 'BACKUP_NOT_BEGUN',
    message: `A scheduled backup of ${name} waits for a worker and was not begun in time.`,
    cause: 'No worker of its site runs, or those that do have more to do than they can.',
    remedy: 'See that a worker of its site runs; it takes the waiting backup by itself.',
    retryable: true,
    fault: 'SERVICE',
  };
}
