import type { DeletionByRetention } from '@holdfast/db/domain/recovery-point';
import type { Sql } from 'postgres';

/** The word of retention on a point that {@link softDelete} deletes. */
export const DELETION: DeletionByRetention = {
  by: 'RETENTION',
  why: 'NO_RULE',
  text: 'no rule chose it, and nothing that stays needs it',
  policyId: 'pol_00000000000000000000000000000000',
  policyVersion: 1,
};

/** Marks a point as retention would, whatever its policy says; it may be brought back for two weeks. @param owner of the store's tables */
export async function softDelete(owner: Sql, pointId: string): Promise<void> {
  await owner`
    update recovery_points set state = 'SOFT_DELETED', deletion = ${JSON.stringify(DELETION)}::text::jsonb,
      deleted_at = now(), removable_at = now() + interval '14 days' where id = ${pointId}`;
}

/** Takes {@link softDelete} back. */
export async function bringBack(owner: Sql, pointId: string): Promise<void> {
  await owner`
    update recovery_points set state = 'AVAILABLE', deletion = null, deleted_at = null, removable_at = null
    where id = ${pointId}`;
}
