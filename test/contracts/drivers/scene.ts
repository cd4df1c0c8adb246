import type { Source } from '@holdfast/db/sources/index';
import type { Driver } from '@holdfast/worker/sources/driver';
import type { Workshop } from '../restic/kit.ts';

/** A source that is there for real, and what a test can do to it. */
export interface Scene extends AsyncDisposable {
  readonly source: Source;
  readonly shop: Workshop;
  /** The driver as a worker opens it. */
  open(): Driver;
  /** The driver of a source of the same kind that is not there. */
  openMissing(): Driver;
  /** All that a restore must bring back, to be compared. */
  facts(): Promise<unknown>;
  /** Changes the source, so that it can be told from what was backed up. */
  change(): Promise<void>;
  /** Takes the source away. */
  destroy(): Promise<void>;
  /** What a driver left on the source's machine or server, besides the source and what restores kept. */
  leftovers(): Promise<readonly string[]>;
}
