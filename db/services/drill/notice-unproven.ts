import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { NOT_PROVEN_IN_TIME, notProven } from '../../domain/proof.ts';
import { itemsToTell } from '../../queries/proofs.ts';
import { alerts, protectedItems } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import type { Services } from '../context.ts';

/**
 * Tells of each item under a rule of drills that was not proven restorable in time, once as long as that lasts: the next drill that passes ends
 * it, and so does the end of the rule or of the protection. Called again and again by every worker and gateway.
 * @returns how many were newly told of
 */
export async function noticeUnproven(services: Services): Promise<number> {
  const late = await itemsToTell(services.db);
  let told = 0;
  for (const { id, proof } of late) {
    told += await services.db.transaction(async (tx) => {
      // Two that look at once would count it twice; a proof that comes meanwhile waits until it can resolve this.
      const [item] = await tx
        .select({ lastProvenAt: protectedItems.lastProvenAt, state: protectedItems.state })
        .from(protectedItems)
        .where(eq(protectedItems.id, id))
        .for('no key update');
      const isSame = item?.lastProvenAt?.getTime() === proof.lastProvenAt?.getTime() && item?.state === 'PROTECTED';
      if (!isSame || (await isTold(tx, id))) return 0;
      await raiseAlert(services, tx, {
        kind: 'NOT_PROVEN',
        severity: 'WARNING',
        subjectId: id,
        itemId: id,
        error: notProven(proof),
      });
      return 1;
    });
  }
  return told;
}

async function isTold(tx: Transaction, itemId: string): Promise<boolean> {
  const isOfIt = and(eq(alerts.itemId, itemId), eq(alerts.kind, 'NOT_PROVEN'), eq(alerts.condition, 'FIRED'));
  return (await tx.$count(alerts, and(isOfIt, sql`${alerts.error} ->> 'code' = ${NOT_PROVEN_IN_TIME}`))) > 0;
}
