import type { SQL } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { HealthStatus } from '../domain/health.ts';
import type { ObjectiveState } from '../domain/objective.ts';
import { findHealth } from './health.ts';
import { findStandings, type Standing } from './objectives.ts';

/** How items are to stand: in any of the states that are given, of each that is given. */
export interface StatesAsked {
  readonly health?: readonly HealthStatus[] | undefined;
  readonly rpo?: readonly ObjectiveState[] | undefined;
  readonly rto?: readonly ObjectiveState[] | undefined;
}

/**
 * The ids of the items that stand as asked. States are judged, not stored, so that all that could be meant are looked at: two statements.
 * @param which a condition on `item`
 */
export async function itemsInState(db: Database, which: SQL, asked: StatesAsked): Promise<string[]> {
  const isMeant = ({ rpo, rto }: Standing) =>
    (asked.rpo?.includes(rpo.state) ?? true) && (asked.rto?.includes(rto.state) ?? true);
  if (!asked.health) return (await findStandings(db, which)).filter(isMeant).map(({ itemId }) => itemId);
  const words = new Set(asked.health);
  return [...(await findHealth(db, which)).values()]
    .filter((item) => words.has(item.health.status) && isMeant(item))
    .map(({ itemId }) => itemId);
}
