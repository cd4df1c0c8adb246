import { InvalidInputError } from './errors.ts';

/** What is promised of an item: how much data may be lost, how long a restore may take. */
export const OBJECTIVES = ['RPO', 'RTO'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Where an item's objective stands: at the item itself, or at its policy. */
export const OBJECTIVE_SOURCES = ['ITEM', 'POLICY'] as const;
export type ObjectiveSource = (typeof OBJECTIVE_SOURCES)[number];

/**
 * How an item stands with an objective. `NONE`: it has none, or its protection is stopped. `NOT_MEASURED`: nothing has shown yet how long
 * a restore of it takes. `AT_RISK`: met now, and what is planned does not keep it.
 */
export const OBJECTIVE_STATES = ['NONE', 'NOT_MEASURED', 'MET', 'AT_RISK', 'BREACHED'] as const;
export type ObjectiveState = (typeof OBJECTIVE_STATES)[number];

/** An objective that counts for an item, in seconds. */
export interface Effective {
  readonly seconds: number;
  readonly from: ObjectiveSource;
}

/** The objective that counts: the item's own, else its policy's; null where neither has one. In seconds. */
export function effectiveObjective(own: number | null, ofPolicy: number | null): Effective | null {
  if (own !== null) return { seconds: own, from: 'ITEM' };
  return ofPolicy === null ? null : { seconds: ofPolicy, from: 'POLICY' };
}

/** Objectives in seconds, as an item or a policy has them; null for none. */
export interface Objectives {
  readonly rpoSeconds: number | null;
  readonly rtoSeconds: number | null;
}

/** What an edit gives and takes away; what is left out stays. */
export interface ObjectivesEdit {
  readonly rpoSeconds?: number | undefined;
  readonly rtoSeconds?: number | undefined;
  readonly withoutRpo?: boolean | undefined;
  readonly withoutRto?: boolean | undefined;
}

/** Whether an edit says anything of objectives. */
export function editsObjectives(edit: ObjectivesEdit): boolean {
  return (
    edit.rpoSeconds !== undefined ||
    edit.rtoSeconds !== undefined ||
    edit.withoutRpo === true ||
    edit.withoutRto === true
  );
}

/**
 * The objectives after an edit.
 * @throws InvalidInputError where the edit gives one and takes it away
 */
export function editObjectives(before: Objectives, edit: ObjectivesEdit): Objectives {
  assertNotBoth(edit.rpoSeconds, edit.withoutRpo, 'withoutRpo');
  assertNotBoth(edit.rtoSeconds, edit.withoutRto, 'withoutRto');
  return {
    rpoSeconds: edit.withoutRpo ? null : (edit.rpoSeconds ?? before.rpoSeconds),
    rtoSeconds: edit.withoutRto ? null : (edit.rtoSeconds ?? before.rtoSeconds),
  };
}

function assertNotBoth(given: number | undefined, without: boolean | undefined, path: string): void {
  if (given !== undefined && without) {
    throw new InvalidInputError([{ path, message: 'cannot stand beside a new objective' }]);
  }
}
