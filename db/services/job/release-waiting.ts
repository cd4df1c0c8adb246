import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { admit, needsPlace } from '../../domain/admission.ts';
import { readPause } from '../../domain/site.ts';
import { countRunning, loadsAt, withOneMore, type Limits, type Running } from '../../queries/running-jobs.ts';
import { SCHEDULE_NOW, scheduleNow } from '../../queries/schedule-now.ts';
import {
  AT_ONCE,
  findSite,
  fullPlaces,
  pastMaintenance,
  sitesWithWaiting,
  waitingJobs,
  type WaitingJob,
} from '../../queries/waiting-jobs.ts';
import { NOW } from '../../schema/columns.ts';
import { jobs } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { queueJob } from './queue-job.ts';
import { tellPaused, tellWhy } from './tell-waits.ts';

export interface Released {
  readonly released: number;
  /** What kept jobs from being handed out, though they might begin; the others were. */
  readonly troubles: readonly unknown[];
}

/**
 * Hands out again the jobs that their limits and pauses let begin now, of each place the one that was asked for first, and tells the
 * others what they wait for; the place is kept for a while, and `beginAttempt` has the last word. Called again and again by every worker
 * and gateway; any number may call it at once, and one at a time looks at a site.
 * @param ended the site of a job that has just ended: only its place is handed on, and nothing else is told
 */
export async function releaseWaiting(services: Services, ended?: { siteId: string }): Promise<Released> {
  let released = 0;
  const troubles: unknown[] = [];
  for (const siteId of await sitesWithWaiting(services.db)) {
    if (ended && ended.siteId !== siteId) continue;
    try {
      const ofSite = await services.db.transaction((tx) => releaseOfSite(services, tx, { siteId, tells: !ended }));
      released += ofSite.released;
      troubles.push(...ofSite.troubles);
    } catch (error) {
      troubles.push(error);
    }
  }
  return { released, troubles };
}

async function releaseOfSite(
  services: Services,
  tx: Transaction,
  { siteId, tells }: { siteId: string; tells: boolean },
): Promise<Released> {
  const nobody = { released: 0, troubles: [] };
  if (!(await isOnlyOne(tx, siteId))) return nobody;
  const site = await findSite(tx, siteId);
  if (!site) return nobody;
  const goOn = await letGoOn(services, tx, siteId);
  const until = site.pauses === null ? null : readPause(site.pauses, await scheduleNow(tx));
  if (until) {
    await tellPaused(tx, site, until);
    return goOn;
  }
  const { running, ...done } = await handOut(services, tx, site);
  if (tells) await tellWhy(tx, site, await fullPlaces(tx, site, running));
  return { released: goOn.released + done.released, troubles: [...goOn.troubles, ...done.troubles] };
}

/** Neither pause nor limit keeps a restore waiting, nor what had begun before: they waited for nothing but maintenance. */
async function letGoOn(services: Services, tx: Transaction, siteId: string): Promise<Released> {
  const troubles: unknown[] = [];
  let released = 0;
  for (const job of await pastMaintenance(tx, siteId)) {
    try {
      if (await tx.transaction((inner) => release(services, inner, job))) released += 1;
    } catch (error) {
      troubles.push(error);
    }
  }
  return { released, troubles };
}

type Site = NonNullable<Awaited<ReturnType<typeof findSite>>>;

async function handOut(services: Services, tx: Transaction, site: Site) {
  let running = await countRunning(tx, { siteId: site.id });
  let released = 0;
  const troubles: unknown[] = [];
  for (let isCutShort = true; isCutShort && troubles.length === 0;) {
    const waiting = await waitingJobs(tx, site.id, await fullPlaces(tx, site, running));
    const before = running;
    for (const job of waiting) {
      const outcome = await tryOne(services, tx, { job, site, running });
      if (outcome.kind === 'FAILED') troubles.push(outcome.error);
      if (outcome.kind !== 'RELEASED') continue;
      released += outcome.isOurs ? 1 : 0;
      if (needsPlace(job.operation)) running = withOneMore(running, job);
    }
    // What filled up on the way hid others behind those that then found no place.
    isCutShort = running !== before && running.ofSite - before.ofSite < waiting.length && waiting.length === AT_ONCE;
  }
  return { running, released, troubles };
}

/** Released by somebody else it may have been begun or cancelled: then its place counts as taken until the next look. */
type Outcome =
  | { readonly kind: 'REFUSED' }
  | { readonly kind: 'RELEASED'; readonly isOurs: boolean }
  | { readonly kind: 'FAILED'; readonly error: unknown };

async function tryOne(
  services: Services,
  tx: Transaction,
  { job, site, running }: { job: WaitingJob; site: Site; running: Running },
): Promise<Outcome> {
  if (!mayBegin(job, { site, running })) return { kind: 'REFUSED' };
  try {
    const isOurs = await tx.transaction((inner) => release(services, inner, job));
    return { kind: 'RELEASED', isOurs };
  } catch (error) {
    return { kind: 'FAILED', error };
  }
}

function mayBegin(job: WaitingJob, { site, running }: { site: Limits['site']; running: Running }): boolean {
  const vault = job.vaultName === null ? null : { name: job.vaultName, maxJobs: job.vaultMaxJobs };
  const loads = loadsAt(job, { site, vault }, running);
  return admit({ operation: job.operation, site: site.name, pausedUntil: null, loads }) === null;
}

async function release(services: Services, tx: Transaction, job: WaitingJob): Promise<boolean> {
  const [mine] = await tx
    .update(jobs)
    // A pause that was taken away early has ended now.
    .set({ waitsFor: null, releasedAt: NOW, pausedUntil: sql`least(${jobs.pausedUntil}, ${SCHEDULE_NOW})` })
    .where(and(eq(jobs.id, job.id), isNotNull(jobs.waitsFor)))
    .returning({ id: jobs.id });
  if (!mine) return false;
  await queueJob(services, tx, job);
  return true;
}

/** Two that looked at once would hand one place to two jobs; whoever comes second finds nothing to do until the next look. */
async function isOnlyOne(tx: Transaction, siteId: string): Promise<boolean> {
  const [got] = await tx.execute<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`release:${siteId}`}, 0)) as got`,
  );
  return got?.got === true;
}
