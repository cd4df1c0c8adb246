import type { BackupType, Consistency, PartKind, StoredPart } from '@holdfast/db/domain/recovery-point';
import type { RestorePlan } from '@holdfast/db/domain/restore';
import type { Warnings } from '@holdfast/db/domain/job';
import type { SourceKind } from '@holdfast/db/sources/index';
import type { Run } from '../attempt/run.ts';
import type { Repository } from '../vault/repository.ts';

/** What a driver found when it looked at its source. */
export interface Probe {
  /** The best consistency a backup now can have. */
  readonly consistency: Consistency;
}

/** A state of the source that can be read for as long as it is not released. */
export interface Snapshot {
  readonly takenAt: Date;
  readonly consistency: Consistency;
  readonly type: BackupType;
}

/** What the engine is to read for one part of a recovery point. */
export interface TransferPart {
  readonly name: string;
  readonly kind: PartKind;
  readonly source:
    | {
        readonly kind: 'paths';
        readonly cwd: string;
        readonly paths: readonly string[];
        readonly excludes: readonly string[];
      }
    | {
        readonly kind: 'path-list';
        readonly cwd: string;
        readonly listFile: string;
        readonly excludes: readonly string[];
      };
}

/** Everything a backup transfers; a point exists with all of it or not at all. */
export interface Transfer {
  readonly parts: readonly TransferPart[];
}

/** A stored recovery point as a driver restores it. */
export interface StoredPoint {
  readonly repository: Repository;
  readonly parts: readonly (StoredPart & { readonly sizeBytes: number })[];
}

/** What a restore brought; figures in bytes. */
export interface Restored {
  readonly restoredTo: string;
  readonly files: number;
  readonly bytes: number;
  readonly replacedKeptAt?: string | undefined;
  readonly warnings: Warnings;
}

/**
 * How one kind of data source is read and written back. A driver is given parsed configurations and raises HoldfastErrors
 * alone; any other throw is a defect. Every method stops soon after `run.signal` aborts and has then left no child and
 * nothing of its own on the source or the target.
 */
export interface Driver<Config> {
  readonly kind: SourceKind;

  /**
   * Looks whether the source can be reached and read. Changes nothing; may be called at any time.
   * Permanent errors: the source is gone, lies outside the roots, or may not be read.
   */
  probe(config: Config): Promise<Probe>;

  /** Phase 1. Called once an attempt; what it made is undone by `release`, also by that of a later attempt. */
  takeSnapshot(config: Config, run: Run): Promise<Snapshot>;

  /** Phase 2. Says what the engine is to read; reads little itself. */
  openTransfer(config: Config, snapshot: Snapshot, run: Run): Promise<Transfer>;

  /** Gives the snapshot up. May be called twice, and for a snapshot that was never taken. */
  release(snapshot: Snapshot): Promise<void>;

  /**
   * Restores a point by its plan, beside first, then swapped in (law 11). `assertHeld` is called right before anything at
   * the target changes; when it throws, nothing has changed. After a throw the target is as it was.
   * Permanent errors: the target lies outside the roots, exists, or has no room; the stored data is damaged.
   */
  restore(point: StoredPoint, plan: RestorePlan, run: Run & { assertHeld(): Promise<void> }): Promise<Restored>;

  /**
   * Deals with what an earlier attempt at a restore left, whose folder is given: finishes a swap that had begun (then its
   * result comes back), else removes what was landed. May be killed and called again.
   */
  settleRestore(
    plan: RestorePlan,
    earlier: { directory: string; attempt: number; jobId: string },
  ): Promise<Restored | undefined>;
}
