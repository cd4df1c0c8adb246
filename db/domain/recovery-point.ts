import type { ActorRecord } from './actor.ts';
import type { Gone } from './retention-verdict.ts';
import type { PointFigures } from './suspicion.ts';

export const TIERS = ['SNAPSHOT', 'VAULT', 'SECONDARY'] as const;
export type Tier = (typeof TIERS)[number];

/** How sound the state is that was read. `NONE`: read while in use; said, never dressed up. */
export const CONSISTENCIES = ['APPLICATION', 'FILE_SYSTEM', 'CRASH', 'NONE'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

export const BACKUP_TYPES = ['FULL', 'INCREMENTAL', 'DIFFERENTIAL', 'LOG'] as const;
export type BackupType = (typeof BACKUP_TYPES)[number];

/** Each holds all that those after it would bring. */
const FROM_THE_STRONGEST: readonly BackupType[] = ['FULL', 'DIFFERENTIAL', 'INCREMENTAL', 'LOG'];

/** The type that serves both: of two backups that are due together the one that is made. */
export function strongerType(one: BackupType, other: BackupType): BackupType {
  return FROM_THE_STRONGEST.find((type) => type === one || type === other) ?? one;
}

/**
 * `SOFT_DELETED` points cannot be restored from but still can be brought back. Of one that is `REMOVING` the engine may have
 * removed something already; of a `REMOVED` one only the record is left.
 */
export const POINT_STATES = ['AVAILABLE', 'SOFT_DELETED', 'REMOVING', 'REMOVED'] as const;
export type PointState = (typeof POINT_STATES)[number];

/** Why and by what a point was deleted, softly first (law 3). `text` says it in words. */
export type Deletion = DeletionByRetention | DeletionByPerson;

export interface DeletionByRetention {
  readonly by: 'RETENTION';
  readonly why: Gone['why'];
  readonly text: string;
  readonly policyId: string;
  readonly policyVersion: number;
}

export interface DeletionByPerson {
  readonly by: 'PERSON';
  readonly text: string;
  readonly actor: ActorRecord;
}

/** What a part of a point is, which decides how it is restored. */
export const PART_KINDS = ['TREE', 'DUMP', 'ROLES', 'SETTINGS'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** One engine snapshot that a recovery point needs. */
export interface StoredPart {
  readonly name: string;
  readonly kind: PartKind;
  /** The engine's own id, so that the part can be found without Holdfast. */
  readonly snapshotId: string;
  /** Bytes of the source as it was read. */
  readonly sizeBytes: number;
  /** Bytes the vault grew by, after deduplication and compression. */
  readonly storedBytes: number;
  readonly files?: number | undefined;
  /** What the engine counted of it; absent where it did not say. */
  readonly figures?: PointFigures | undefined;
}

/** `1 recovery point`, `2 recovery points`. */
export function countPoints(count: number): string {
  return count === 1 ? '1 recovery point' : `${count} recovery points`;
}
