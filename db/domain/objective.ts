/** What is promised of an item: how much data may be lost, how long a restore may take. */
export const OBJECTIVES = ['RPO', 'RTO'] as const;
export type Objective = (typeof OBJECTIVES)[number];
