import { desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { DEFAULT_VERIFY_DAYS, type ReadingRecord, type ShareRead } from '../domain/verification.ts';
import { repositories, repositoryChecks } from '../schema/index.ts';
import { SCHEDULE_NOW, scheduleNow } from './schedule-now.ts';

/** How what a vault holds is checked, and what is known of it at the moment `at`. */
export interface VaultVerification {
  readonly vaultId: string;
  readonly at: Date;
  /** Within how many days all of it is to be read; null: it is not checked by itself. */
  readonly days: number | null;
  readonly nextAt: Date;
  /** When the last look at any of it ended. */
  readonly lastLookAt: Date | null;
  readonly record: ReadingRecord;
  /** Points that can still be restored or brought back, and are not whole. */
  readonly damagedPoints: number;
  readonly suspectPoints: number;
  readonly missingPoints: number;
}

/** The verification of these vaults, by id, in two statements. */
export async function vaultVerifications(
  db: Database,
  vaultIds: readonly string[],
): Promise<Map<string, VaultVerification>> {
  const at = await scheduleNow(db);
  const ids = JSON.stringify(vaultIds);
  const count = (certainty: string) => sql`(
    select count(*)::int from recovery_points point join protected_items item on item.id = point.item_id
    where item.vault_id = vault.id and point.damage ->> 'certainty' = ${certainty} and point.damage is not null
      and point.state in ('AVAILABLE', 'SOFT_DELETED'))`;
  const rows = await db.execute<{
    id: string;
    days: number | null;
    nextAt: number;
    lastLookAt: number | null;
    damaged: number;
    suspect: number;
    missing: number;
  }>(sql`
    select vault.id, vault.verify_days as days, ${ms(sql`vault.next_verify_at`)} as "nextAt", (
        select ${ms(sql`max(look.ended_at)`)} from repository_checks look
        join repositories repository on repository.id = look.repository_id where repository.vault_id = vault.id) as "lastLookAt",
      ${count('DAMAGED')} as damaged, ${count('SUSPECT')} as suspect, ${count('MISSING')} as missing
    from vaults vault where vault.id in (select json_array_elements_text(${ids}::text::json))`);
  const reads = await readsOf(db, ids);
  return new Map(
    rows.map(({ id, days, nextAt, lastLookAt, damaged, suspect, missing }) => {
      const ofVault = reads.filter(({ vaultId }) => vaultId === id);
      const verifyDays = days ?? ofVault[0]?.shares ?? DEFAULT_VERIFY_DAYS;
      const verification: VaultVerification = {
        vaultId: id,
        ...{ at, days, nextAt: new Date(nextAt), lastLookAt: lastLookAt === null ? null : new Date(lastLookAt) },
        record: { verifyDays, repositories: byRepository(ofVault, verifyDays) },
        ...{ damagedPoints: damaged, suspectPoints: suspect, missingPoints: missing },
      };
      return [id, verification];
    }),
  );
}

function ms(instant: ReturnType<typeof sql>) {
  return sql`(extract(epoch from ${instant}) * 1000)::float8`;
}

interface Read {
  readonly vaultId: string;
  readonly repositoryId: string;
  /** Null of a repository that was never read. */
  readonly shares: number | null;
  readonly share: number | null;
  readonly at: number | null;
}

/**
 * When each share of each repository that was made was read last, of all ways it was ever cut. What a clock that was put back since
 * wrote does not count.
 */
async function readsOf(db: Database, vaultIds: string): Promise<readonly Read[]> {
  const rows = await db.execute<{
    vaultId: string;
    repositoryId: string;
    shares: number | null;
    share: number | null;
    at: number | null;
  }>(sql`
    select repository.vault_id as "vaultId", repository.id as "repositoryId", look.shares, look.share,
      ${ms(sql`max(look.ended_at)`)} as at
    from repositories repository
    left join repository_checks look on look.repository_id = repository.id and look.share is not null and look.ended_at <= ${SCHEDULE_NOW}
    where repository.engine_id is not null and repository.vault_id in (select json_array_elements_text(${vaultIds}::text::json))
    group by repository.vault_id, repository.id, look.shares, look.share
    order by max(look.ended_at) desc nulls last`);
  return [...rows];
}

function byRepository(reads: readonly Read[], verifyDays: number): readonly (readonly ShareRead[])[] {
  return [...Map.groupBy(reads, ({ repositoryId }) => repositoryId).values()].map((of) =>
    of.flatMap(({ share, shares, at }) =>
      share === null || at === null || shares !== verifyDays ? [] : [{ share, at: new Date(at) }],
    ),
  );
}

/** The last looks at what a vault holds, the newest first. */
export async function looksAtVault(db: Database, vaultId: string, most: number) {
  const rows = await db
    .select({ look: repositoryChecks })
    .from(repositoryChecks)
    .innerJoin(repositories, eq(repositories.id, repositoryChecks.repositoryId))
    .where(eq(repositories.vaultId, vaultId))
    .orderBy(desc(repositoryChecks.seq))
    .limit(most);
  return rows.map(({ look }) => look);
}
