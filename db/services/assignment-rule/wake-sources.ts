import { and, isNull, or } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { isMatchedBy } from '../../queries/matching-sources.ts';
import { SCHEDULE_NOW } from '../../queries/schedule-now.ts';
import { dataSources } from '../../schema/index.ts';
import type { AssignmentRule } from './lock.ts';

/** Has the unprotected data sources that one of these rules matches looked at anew, at once: the rule as it was and as it is. */
export async function wakeSources(
  tx: Transaction,
  rules: readonly Pick<AssignmentRule, 'kind' | 'tags'>[],
): Promise<void> {
  await tx
    .update(dataSources)
    .set({ nextTryAt: SCHEDULE_NOW })
    .where(and(isNull(dataSources.itemId), or(...rules.map(isMatchedBy))));
}
