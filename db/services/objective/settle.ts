import { and, eq, isNull } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { rpoChange, rtoChange, type BreachChange } from '../../domain/breach.ts';
import { OBJECTIVES, type Objective } from '../../domain/objective.ts';
import { findChangedItems, findRecorded, recordKey, type RecordedBreach } from '../../queries/breaches.ts';
import { findStandings, isOneOf, type Standing } from '../../queries/objectives.ts';
import { objectiveBreaches } from '../../schema/index.ts';
import { raiseAlert } from '../alert/raise.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';
import { lastFailure } from './failed-backup.ts';
import { lockObjectives } from './lock.ts';
import { breachTrouble } from './trouble.ts';

const ALERT = { RPO: 'RPO_BREACHED', RTO: 'RTO_BREACHED' } as const;

/**
 * Records what stands otherwise than recorded of the objectives of these items, in the caller's transaction: breaches that began, each with
 * an alert, and those that ended, whose alerts resolve. Once each, whoever calls at the same time.
 * @returns how many began or ended
 */
export async function settleObjectives(
  services: Services,
  tx: Transaction,
  itemIds: readonly string[],
): Promise<number> {
  return settle(services, tx, { itemIds, isAfterChange: false });
}

/**
 * Does something that may change whether these items meet their objectives, in the caller's transaction: what began or ended before is recorded
 * first, what the change itself begins or ends is recorded as of now. So no breach is lost that nobody looked at while it lasted.
 */
export async function aroundChange<T>(
  services: Services,
  tx: Transaction,
  { itemIds, change }: { itemIds: readonly string[]; change: () => Promise<T> },
): Promise<T> {
  await settle(services, tx, { itemIds, isAfterChange: false });
  const result = await change();
  await settleAfterChange(services, tx, itemIds);
  return result;
}

/**
 * The second half of `aroundChange`, for a change that is woven into other work: what the caller did since it called `settleObjectives` in the same
 * transaction begins or ends breaches as of now.
 */
export async function settleAfterChange(
  services: Services,
  tx: Transaction,
  itemIds: readonly string[],
): Promise<void> {
  await settle(services, tx, { itemIds, isAfterChange: true });
}

async function settle(
  services: Services,
  tx: Transaction,
  { itemIds, isAfterChange }: { itemIds: readonly string[]; isAfterChange: boolean },
): Promise<number> {
  if (itemIds.length === 0) return 0;
  await lockObjectives(tx, itemIds);
  // Mostly there are none, and that is cheap to find.
  const changed = await findChangedItems(tx, isOneOf(itemIds), itemIds.length);
  if (changed.length === 0) return 0;
  const standings = await findStandings(tx, isOneOf(changed));
  const recorded = await findRecorded(tx, changed);
  let changes = 0;
  for (const item of standings) {
    for (const objective of OBJECTIVES) {
      const before = recorded.get(recordKey(item.itemId, objective));
      const change = before && changeOf(item, objective, { ...before, isAfterChange });
      if (!change) continue;
      await record(services, tx, { item, objective, change });
      changes += 1;
    }
  }
  return changes;
}

function changeOf(item: Standing, objective: Objective, before: RecordedBreach & { isAfterChange: boolean }) {
  const facts = { ...before, now: item.rpo.now };
  return objective === 'RPO' ? rpoChange(item.rpo, item.rpo, facts) : rtoChange(item.rto, item.rto, facts);
}

async function record(
  services: Services,
  tx: Transaction,
  { item, objective, change }: { item: Standing; objective: Objective; change: BreachChange },
): Promise<void> {
  const { itemId } = item;
  if (change.kind === 'ENDS') {
    const { endedAt, endedBy } = change;
    const isOpen = and(
      eq(objectiveBreaches.itemId, itemId),
      eq(objectiveBreaches.objective, objective),
      isNull(objectiveBreaches.endedAt),
    );
    await tx.update(objectiveBreaches).set({ endedAt, endedBy }).where(isOpen);
    await resolveAlerts(tx, { kind: ALERT[objective], itemId });
    return;
  }
  const { breachedAt } = change;
  const objectiveSeconds = (objective === 'RPO' ? item.rpo : item.rto).objective?.seconds;
  if (objectiveSeconds === undefined) throw new Error(`${itemId} breaches an objective that it does not have`);
  await tx.insert(objectiveBreaches).values({ itemId, objective, objectiveSeconds, breachedAt });
  const failure = objective === 'RPO' ? await lastFailure(tx, itemId) : null;
  await raiseAlert(services, tx, {
    kind: ALERT[objective],
    ...breachTrouble(item, { objective, breachedAt, failure }),
  });
}
