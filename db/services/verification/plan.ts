import { and, asc, eq, gt, isNotNull, lte, max, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { DEFAULT_VERIFY_DAYS, planReading, type ShareRead } from '../../domain/verification.ts';
import { SCHEDULE_NOW, scheduleNow } from '../../queries/schedule-now.ts';
import { repositories, repositoryChecks, sites, vaults } from '../../schema/index.ts';
import type { Services } from '../context.ts';
import { assertHeld, type Hold } from '../job/hold.ts';

/** What a job checks, and the site that it does it at. */
export interface VerificationPlan {
  readonly site: typeof sites.$inferSelect;
  readonly repositories: readonly RepositoryToVerify[];
}

/** A repository that a job checks, and which shares of it are still to be read by this job. */
export interface RepositoryToVerify {
  readonly repository: typeof repositories.$inferSelect;
  /** Into how many shares its data is cut. */
  readonly shares: number;
  readonly toRead: readonly number[];
  /** How many more should have been read by now. */
  readonly behind: number;
  /** Whether an attempt of this job has looked at it already, and whether that found anything. */
  readonly wasLookedAt: boolean;
  readonly wasUnwell: boolean;
  /** What earlier looks said of damage, the newest first. */
  readonly findings: readonly string[];
  /** Whether points of it are marked for what they hold: that is looked into again. */
  readonly hasDamaged: boolean;
}

const FINDINGS_READ = 200;

/**
 * The repositories of the job's vault at its site, and what is to be read of each now (domain/verification). What an earlier attempt of
 * the job has read is not among it. A job that a person asked for reads one share at least. Where a clock that was ahead
 * wanted everything to be read, that is wanted since now.
 * @throws FencedError
 */
export async function planVerification(services: Services, hold: Hold): Promise<VerificationPlan> {
  return services.db.transaction(async (tx) => {
    const job = await assertHeld(tx, hold);
    const [vault] = await tx
      .select()
      .from(vaults)
      .where(eq(vaults.id, job.vaultId ?? ''));
    const [site] = await tx.select().from(sites).where(eq(sites.id, job.siteId));
    if (!vault || !site) throw new Error(`${job.id} is about no vault`);
    const wantedByAnotherClock = and(eq(repositories.vaultId, vault.id), gt(repositories.readAllSince, SCHEDULE_NOW));
    await tx.update(repositories).set({ readAllSince: SCHEDULE_NOW }).where(wantedByAnotherClock);
    const rows = await tx
      .select()
      .from(repositories)
      .where(
        and(eq(repositories.vaultId, vault.id), eq(repositories.siteId, job.siteId), isNotNull(repositories.engineId)),
      )
      .orderBy(asc(repositories.id));
    const isAsked = job.requestedBy.type !== 'system';
    const all: RepositoryToVerify[] = [];
    for (const repository of rows) {
      all.push(await planOne(tx, { jobId: job.id, repository, verifyDays: vault.verifyDays, isAsked }));
    }
    return { site, repositories: all };
  });
}

interface Of {
  readonly jobId: string;
  readonly repository: typeof repositories.$inferSelect;
  readonly verifyDays: number | null;
  readonly isAsked: boolean;
}

async function planOne(tx: Transaction, { jobId, repository, verifyDays, isAsked }: Of): Promise<RepositoryToVerify> {
  const shares = verifyDays ?? repository.shares ?? DEFAULT_VERIFY_DAYS;
  const ofThisJob = await looksOfJob(tx, { jobId, repository });
  const plan = planReading(
    {
      verifyDays: shares,
      nextShare: repository.shares === shares ? repository.nextShare : 1,
      reads: await readsOf(tx, { repositoryId: repository.id, shares }),
      // What a person asked for is done once, however often the job is tried.
      atLeastOne: isAsked && !ofThisJob.some(({ share }) => share !== null),
      readAllSince: repository.readAllSince,
      neverInTurn: verifyDays === null && !isAsked,
    },
    await scheduleNow(tx),
  );
  return {
    repository,
    shares,
    // What it read before everything was wanted is for the next job: a job looks at a share once.
    toRead: plan.shares.filter((share) => !ofThisJob.some((of) => of.share === share && of.shares === shares)),
    behind: plan.behind,
    wasLookedAt: ofThisJob.length > 0,
    wasUnwell: ofThisJob.some(({ errorCount }) => errorCount > 0),
    findings: await findingsOf(tx, repository.id),
    hasDamaged: await hasDamaged(tx, repository.id),
  };
}

async function looksOfJob(tx: Transaction, { jobId, repository }: Pick<Of, 'jobId' | 'repository'>) {
  return tx
    .select({ share: repositoryChecks.share, shares: repositoryChecks.shares, errorCount: repositoryChecks.errorCount })
    .from(repositoryChecks)
    .where(and(eq(repositoryChecks.repositoryId, repository.id), eq(repositoryChecks.jobId, jobId)));
}

/** When each share was read last, of those that were cut into as many. What a clock that was put back since wrote does not count. */
async function readsOf(
  tx: Transaction,
  { repositoryId, shares }: { repositoryId: string; shares: number },
): Promise<readonly ShareRead[]> {
  const rows = await tx
    .select({
      share: repositoryChecks.share,
      at: max(repositoryChecks.endedAt),
      begunAt: max(repositoryChecks.startedAt),
    })
    .from(repositoryChecks)
    .where(
      and(
        eq(repositoryChecks.repositoryId, repositoryId),
        eq(repositoryChecks.shares, shares),
        isNotNull(repositoryChecks.share),
        lte(repositoryChecks.endedAt, SCHEDULE_NOW),
      ),
    )
    .groupBy(repositoryChecks.share);
  return rows.flatMap(({ share, at, begunAt }) =>
    share === null || at === null || begunAt === null ? [] : [{ share, at, begunAt }],
  );
}

async function findingsOf(tx: Transaction, repositoryId: string): Promise<readonly string[]> {
  const rows = await tx
    .select({ findings: repositoryChecks.findings })
    .from(repositoryChecks)
    .where(and(eq(repositoryChecks.repositoryId, repositoryId), sql`${repositoryChecks.errorCount} > 0`))
    .orderBy(sql`${repositoryChecks.seq} desc`)
    .limit(FINDINGS_READ);
  return rows.flatMap(({ findings }) => findings);
}

async function hasDamaged(tx: Transaction, repositoryId: string): Promise<boolean> {
  const [found] = await tx.execute<{ found: boolean }>(sql`
    select exists (
      select from recovery_points point join recovery_point_parts part on part.point_id = point.id
      where part.repository_id = ${repositoryId} and point.damage ->> 'certainty' <> 'MISSING'
        and point.state in ('AVAILABLE', 'SOFT_DELETED')) as found`);
  return found?.found ?? false;
}
