/** What can be unusual about a recovery point, compared with those before it. */
export const SUSPICION_CODES = [
  'MUCH_LESS_DATA',
  'MUCH_MORE_DATA',
  'MANY_REWRITTEN',
  'COMPRESSION_COLLAPSED',
  'MANY_UNREADABLE',
] as const;
export type SuspicionCode = (typeof SUSPICION_CODES)[number];

/** Why a recovery point is looked at with suspicion. */
export interface Suspicion {
  readonly reasons: readonly { readonly code: SuspicionCode; readonly text: string }[];
  /** The last point before it that nothing is held against; null where there is none. */
  readonly lastGoodPointId: string | null;
}

/** What the engine counted of a backup, over all parts; absent where it did not say. Bytes before compression. */
export interface PointFigures {
  readonly filesNew?: number | undefined;
  readonly filesChanged?: number | undefined;
  readonly filesUnmodified?: number | undefined;
  /** Of data that the vault did not have, before compression. */
  readonly addedBytes?: number | undefined;
}
