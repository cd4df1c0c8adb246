import type { BackupType, Consistency, PartKind, StoredPart } from '@holdfast/db/domain/recovery-point';
import type { DrillEvidence, DrillPlan } from '@holdfast/db/domain/drill';
import type { ConflictRule, RestoreCourse, RestorePlan } from '@holdfast/db/domain/restore';
import type { HoldfastError } from '@holdfast/db/domain/errors';
import type { Warnings } from '@holdfast/db/domain/job';
import type { DatabaseContents, PointContents } from '@holdfast/db/domain/point-contents';
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
  /** Unlike that of any other part, and fit for a file's name. */
  readonly name: string;
  readonly kind: PartKind;
  readonly source: PathsSource | PathListSource | CommandSource;
  /** Bytes that a command should give, for its progress; the engine itself knows how much there is in files. */
  readonly expectedBytes?: number;
}

interface PathsSource {
  readonly kind: 'paths';
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly excludes: readonly string[];
}

interface PathListSource {
  readonly kind: 'path-list';
  readonly cwd: string;
  readonly listFile: string;
  readonly excludes: readonly string[];
}

/** A program whose output is the part: without an output to its end and the exit code 0 nothing is stored. */
interface CommandSource {
  readonly kind: 'command';
  /** What the output is called in the vault. */
  readonly fileName: string;
  readonly argv: readonly string[];
  /** Secrets go here: arguments can be seen by everyone on the machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a failure of the program means, by the reason it gave; undefined where that tells nothing. */
  explain?(said: string): HoldfastError | undefined;
}

/** Everything a backup transfers; a point exists with all of it or not at all. */
export interface Transfer {
  readonly parts: readonly TransferPart[];
  /** What the point will lack whatever the engine says. */
  readonly warnings: Warnings;
  /** What can be picked out of the point; null where the engine's listing says it. */
  readonly contents: PointContents | null;
}

/** A stored recovery point as a driver restores it. */
export interface StoredPoint {
  readonly repository: Repository;
  readonly parts: readonly (StoredPart & { readonly sizeBytes: number })[];
  /** How many files it holds, folders not counted, where the store knows. */
  readonly files?: number | null;
}

/** What a restore brought; figures in bytes. */
export interface Restored {
  readonly restoredTo: string;
  readonly files?: number | undefined;
  readonly tables?: number | undefined;
  readonly bytes: number;
  readonly replacedKeptAt?: string | undefined;
  readonly warnings: Warnings;
}

/** A run of a restore. */
export interface RestoreRun extends Run {
  /** Called right before anything at the target changes; when it throws, nothing has changed. */
  assertHeld(): Promise<void>;
}

/** A restore that is only thought of. */
export interface InspectedCourse extends RestoreCourse {
  readonly conflict?: ConflictRule | undefined;
  /** Of a restore of all databases of a point which those are, where that is known. */
  readonly databases?: readonly Pick<DatabaseContents, 'name' | 'tableCount'>[] | undefined;
}

/** Sessions of one program and user that a restore would end. */
export interface SessionGroup {
  readonly application: string;
  readonly user: string;
  readonly count: number;
}

/** What a restore would meet at its target. */
export interface TargetInspection {
  /** Whether something stands there that the restore is about. */
  readonly exists: boolean;
  readonly sessions: readonly SessionGroup[];
}

/** A drill as its driver is given it. */
export interface ScratchRequest {
  readonly itemId: string;
  readonly pointId: string;
  readonly drill: DrillPlan;
  /** Empty and the drill's own; whoever made it removes it with all that is in it. */
  readonly folder: string;
  /** What the drill may take of the disk, in bytes; null: what is free. */
  readonly maxBytes: number | null;
}

/** A place where nothing of the original is, ready to be restored to. Disposed of, nothing of it runs any more. */
export interface ScratchTarget extends AsyncDisposable {
  /** Restores the point by the same code as every restore. Called once. */
  restore(): Promise<Restored>;
  /**
   * Compares what was restored with what the vault says that the point holds, read from it anew. A difference is a probe that failed, no
   * error; called after `restore`.
   */
  probe(): Promise<DrillEvidence>;
}

/**
 * How one data source is read and written back. It is opened for one item, with what opens the source, and raises
 * HoldfastErrors alone; any other throw is a defect. Every method stops soon after `run.signal` aborts and has then left no
 * child and nothing of its own on the source or the target.
 */
export interface Driver {
  readonly kind: SourceKind;

  /**
   * Looks whether the source can be reached and read. Changes nothing; may be called at any time.
   * Permanent errors: the source is gone, lies outside the roots, or may not be read.
   */
  probe(signal: AbortSignal): Promise<Probe>;

  /** Phase 1. Called once an attempt; what it made is undone by `release`. Whatever outlives a crash ends by itself. */
  takeSnapshot(run: Run): Promise<Snapshot>;

  /** Phase 2. Says what the engine is to read; reads little itself. The snapshot stays open until the transfer has ended. */
  openTransfer(snapshot: Snapshot, run: Run): Promise<Transfer>;

  /** Gives the snapshot up. May be called twice, and for a snapshot that was never taken. */
  release(snapshot: Snapshot): Promise<void>;

  /**
   * Restores a point by its plan, beside first, then swapped in (law 11). After a throw the target is as it was.
   * Permanent errors: the target lies outside the roots, exists, or has no room; the stored data is damaged.
   */
  restore(point: StoredPoint, plan: RestorePlan, run: RestoreRun): Promise<Restored>;

  /**
   * Makes the scratch target of a drill. Neither this nor what is done with the target touches the source or needs it.
   * Permanent errors: no room for it, or no program that it needs.
   */
  openScratch(point: StoredPoint, request: ScratchRequest, run: RestoreRun): Promise<ScratchTarget>;

  /**
   * Deals with what an earlier attempt at a restore left, whose folder is given: finishes a swap that had begun (then its
   * result comes back), else removes what was landed. May be killed and called again.
   */
  settleRestore(
    plan: RestorePlan,
    earlier: { directory: string; attempt: number; jobId: string },
  ): Promise<Restored | undefined>;

  /** Looks what a restore would meet, for its preview. Changes nothing. */
  inspectTarget(course: InspectedCourse, signal: AbortSignal): Promise<TargetInspection>;

  /** Removes for good what a restore moved aside, after its days. May be called again, and when it has gone. */
  removeReplaced(keptAt: string): Promise<void>;
}
