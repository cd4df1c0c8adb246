import type { BackupType, Consistency, Tier } from '../domain/recovery-point.ts';

/** What a kind of data source can do, as data: the API and every surface offer only this (DESIGN 5). */
export interface SourceCapabilities {
  /** What people call it. */
  readonly label: string;
  readonly tiers: readonly Tier[];
  readonly backupTypes: readonly BackupType[];
  readonly consistencies: readonly Consistency[];
  /** What can be picked out of a recovery point. */
  readonly itemLevelRestore: 'PATHS' | 'TABLES' | 'NONE';
  /** Where it can be restored to, besides where it was: to another path, to another database, or as files. */
  readonly otherTargets: readonly OtherTarget[];
}

export const OTHER_TARGETS = ['PATH', 'DATABASE', 'FILES'] as const;
export type OtherTarget = (typeof OTHER_TARGETS)[number];
