import { and, isNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { isAmong } from '../../queries/is-among.ts';
import { recoveryPointHolds } from '../../schema/index.ts';

/** Those of the points that someone holds. */
export async function heldAmong(tx: Transaction, pointIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (pointIds.length === 0) return new Set();
  const rows = await tx
    .select({ pointId: recoveryPointHolds.pointId })
    .from(recoveryPointHolds)
    .where(and(isAmong(recoveryPointHolds.pointId, pointIds), isNull(recoveryPointHolds.releasedAt)));
  return new Set(rows.map(({ pointId }) => pointId));
}
