import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { DrillPlan } from '../../domain/drill.ts';
import type { RestorePlan } from '../../domain/restore.ts';
import { IS_TO_BE_READ } from '../../queries/reading-all.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { repositories } from '../../schema/index.ts';

/** Has all that a vault holds read anew by its next checks, in the caller's transaction: a person wants it. */
export async function readAllOf(tx: Transaction, vaultId: string): Promise<void> {
  await tx
    .update(repositories)
    .set({ readAllSince: SCHEDULE_NOW })
    .where(and(eq(repositories.vaultId, vaultId), isNotNull(repositories.engineId)));
}

/** The error of a job, or a warning of one, that met damage. */
export const REPOSITORY_DAMAGED = 'REPOSITORY_DAMAGED';

/** A job about an item that met damage. */
export interface MetDamage {
  readonly itemId: string | null;
  readonly plan: Pick<RestorePlan, 'recoveryPointId'> | null;
  readonly drill: Pick<DrillPlan, 'recoveryPointId'> | null;
}

/**
 * Has the repository of a job that met damage read as a whole by a check that begins at once, in the caller's transaction: also that of a
 * vault that is never checked by itself, this once. Nothing happens where the damage is known, which is where the point that the job
 * restored is marked, or of a backup any point of its item; nor while all of it is to be read already; nor again within a day, so that jobs that keep failing have
 * nothing read again and again.
 */
export async function lookIntoDamage(tx: Transaction, { itemId, plan, drill }: MetDamage): Promise<void> {
  const pointId = plan?.recoveryPointId ?? drill?.recoveryPointId ?? null;
  await tx.execute(sql`
    with begun as (
      update repositories set read_all_since = schedule_now()
      where id = (
        select repository.id from protected_items item
        join repositories repository on repository.id = item.repository_id
        join vaults vault on vault.id = repository.vault_id
        where item.id = ${itemId} and repository.engine_id is not null
          and not exists (
            select from recovery_points point
            where point.item_id = item.id and point.id = coalesce(${pointId}, point.id) and point.damage is not null
              and point.state in ('AVAILABLE', 'SOFT_DELETED'))
          and not ${IS_TO_BE_READ}
          and (repository.read_all_since is null
            or repository.read_all_since not between schedule_now() - interval '1 day' and schedule_now()))
      returning vault_id)
    update vaults set next_verify_at = least(next_verify_at, schedule_now()) where id in (select vault_id from begun)`);
}
